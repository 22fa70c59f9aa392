"""axe-core over what a tab shows: https://github.com/dequelabs/axe-core, from the package `axe-playwright-python`."""

from __future__ import annotations

import functools
import itertools
import os
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from nnplay.palette import DARK, LIGHT
from tests.browser.paper import cut_by_paper
from tests.running import ALL

THEMES = {"light": LIGHT, "dark": DARK}
"""As the system asks for them."""

THOROUGH = bool(os.environ.get(ALL))
"""Whether each view is looked at in both themes; else one page is looked at in light, the next one in dark."""

WIDE, NARROW = 1400, 390

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LOOK = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
"""Rules about colors and sizes; what the others say is the same in each theme and width."""

STREAMLITS = {
    # The drop zone of st.file_uploader has a name, a tab index and the role of nothing. No public issue is known.
    "presentation-role-conflict": "[data-testid='stFileUploaderDropzone']",
    # What it puts over the page, as the help of a button, lies outside of all landmarks. None is known.
    "region": "#stFloatingOverlayPortal",
    # st.dataframe's column of boxes that choose rows has no title, in a table for screen readers. None is known.
    "empty-table-header": "[data-testid='stDataFrame'] th:first-child",
    # The menu of pages on a phone has div between ul and li. None is known.
    "list": "[data-testid='stSidebarNavItems']",
    "listitem": "[data-testid='stSidebarNavItems'] li",
}
"""What axe finds in Streamlit's own elements, by rule, which is held against nobody; see docs/accessibility.md."""

_RUN = """async ([scope, rules, tags, streamlits]) => {
  const found = await axe.run(scope ?? document, {
    resultTypes: ["violations"], preload: false, runOnly: rules ? rules : tags,
  });
  const node = (target) => target.flat().reduce((root, one) => (root.shadowRoot ?? root).querySelector(one), document);
  return found.violations.flatMap(({ id, nodes }) => nodes
    .filter(({ target }) => !(streamlits[id] && node(target)?.matches(streamlits[id])))
    .map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map((one) => one.message).join("; ");
      return [id, html.slice(0, 200), why];
    }));
}"""

HEADINGS = """() => [...document.querySelectorAll('.stMain :is(h1, h2, h3, h4, h5, h6)')]
  .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"""

_SETTLED = """() => document.querySelector("[data-testid='stApp']")?.dataset.testScriptState === "notRunning"
  && !document.querySelector("[data-testid='stMain'] [data-stale='true']")
  && [...document.querySelectorAll(".nnplay-chart")].every((one) => !one.clientWidth || one.dataset.draws)
  && !window.nnplayReachable?.isDue()
  && document.getAnimations().every((one) => one.playState !== "running" || one.effect.getTiming().iterations > 9)"""


_HAS_PAPER = """(paper) => {
  const probe = document.createElement("i");
  probe.style.color = paper;
  document.body.append(probe);
  const wanted = getComputedStyle(probe).color;
  probe.style.color = "var(--nn-paper)";
  const declared = getComputedStyle(probe).color;
  probe.remove();
  return declared === wanted
    && getComputedStyle(document.querySelector("[data-testid='stApp']")).backgroundColor === wanted;
}"""


@functools.cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


_UNFOLD = """() => {
  const summaries = (which) => [...document.querySelectorAll(`.stMain details${which}:not([open]) > summary`)];
  const opened = document.querySelector('.nnplay-numbers[open]') ? [] : summaries('.nnplay-numbers').slice(0, 1);
  for (const one of [...summaries(':not(.nnplay-numbers)'), ...opened]) one.click();
}"""


def settle(page: Any) -> None:
    """Waits until the page is drawn and nothing moves."""
    page.wait_for_function(_SETTLED)


def titled(page: Any) -> None:
    """Asserts one title, and no level of headings left out."""
    settle(page)
    levels = page.evaluate(HEADINGS)
    assert levels.count(1) == 1, levels
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels


@dataclass
class Axe:
    """Looks at one view after the other.

    Args:
        page: The tab.
        theme: That the tab has now.
        both: Whether each view is looked at in both themes.
        found: What is wrong, as texts.
        views: What was looked at.
    """

    page: Any
    theme: str = "light"
    both: bool = THOROUGH
    found: list[str] = field(default_factory=list)
    views: list[str] = field(default_factory=list)

    def look(self, view: str, scope: str | None = None, *, narrow: bool = True) -> None:
        """Looks at what is there, at both widths, and where it is thorough in both themes, each once.

        All rules are asked once, and those about the look each time. A whole page must fit on paper too.

        Args:
            view: What it is, for the report.
            scope: A selector of the part that is meant; the whole page where it is None.
            narrow: Whether the other width is looked at too.
        """
        self.views.append(view)
        here = self.page.viewport_size
        there = {"width": NARROW if here["width"] == WIDE else WIDE, "height": 900} if narrow else here
        self._run(f"{view}, {self.theme}, {here['width']}", scope)
        if scope is None:
            self.found += [f"{view}, on paper: it {one}" for one in cut_by_paper(self.page)]
            settle(self.page)
        if self.both:
            self.turn(self.other)
        if self.both or narrow:
            self._resize(there)
            self._run(f"{view}, {self.theme}, {there['width']}", scope, LOOK)
            self._resize(here)

    @property
    def other(self) -> str:
        """The theme that the tab does not have."""
        return next(theme for theme in THEMES if theme != self.theme)

    def turn(self, theme: str) -> None:
        """Lets the system ask for a theme, and waits until the page has it."""
        if theme == self.theme:
            return
        self.theme = theme
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        self.page.wait_for_function(_HAS_PAPER, arg=THEMES[theme].paper)

    def _run(self, view: str, scope: str | None, rules: list[str] | None = None) -> None:
        settle(self.page)
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(_script())
        found = self.page.evaluate(_RUN, [scope, rules, TAGS, STREAMLITS])
        self.found += [f"{view}: {rule}: {why}\n    {html}" for rule, html, why in found]

    def popovers(self, view: str) -> None:
        """Opens each pop-over of the page, of several with one label the first; thoroughly on a phone too."""
        here = self.page.viewport_size
        self._open_popovers(view)
        if self.both and here["width"] != NARROW:
            self.turn(self.other)
            self._resize({"width": NARROW, "height": 900})
            self._open_popovers(view, LOOK)
            self._resize(here)

    def _open_popovers(self, view: str, rules: list[str] | None = None) -> None:
        settle(self.page)
        for label, place in self._popovers().items():
            button = self.page.get_by_test_id("stPopoverButton").nth(place)
            button.click()
            self.page.get_by_test_id("stPopoverBody").wait_for()
            where = f"{view}, {label}, {self.theme}, {self.page.viewport_size['width']}"
            self._run(where, "[data-testid='stPopoverBody']", rules)
            self.views.append(f"{view}, {label}")
            # By a press of Escape on its button: a table in it keeps what is pressed in the table.
            button.press("Escape")
            self.page.get_by_test_id("stPopoverBody").wait_for(state="detached")

    def _resize(self, size: dict[str, int]) -> None:
        if size == self.page.viewport_size:
            return
        self.page.set_viewport_size(size)
        if size["width"] == WIDE:  # the links to pages have moved from the menu of a phone to the top
            self.page.get_by_test_id("stTopNavLink").first.wait_for()

    def _popovers(self) -> dict[str, int]:
        """Place of the first button that can be pressed, by label."""
        found: dict[str, int] = {}
        for place, button in enumerate(self.page.get_by_test_id("stPopoverButton").all()):
            if button.is_visible() and button.is_enabled():
                found.setdefault(" ".join(button.inner_text().split()), place)
        return found

    def unfold(self) -> None:
        """Opens all that is folded; of the figures' tables of numbers, which are made alike, one."""
        self.page.evaluate(_UNFOLD)
        settle(self.page)
