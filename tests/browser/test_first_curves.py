"""While a new training's curves are there and the rest of the page is not yet, nothing of an earlier run is said."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.browser.factories import choose, set_number, train, wait_for_own_experiment

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# In each frame: whether the progress is of a run that goes on, and what endings and verdicts are seen under the curves.
# A made-up verdict is among them, because the old one goes too soon on a fast machine.
WATCH = """() => {
  window.seenUnderCurves = [];
  const made = Object.assign(document.createElement('div'), { className: 'st-key-verdict-0', innerText: 'made up' });
  document.querySelector('.st-key-curves').append(made);
  const look = () => {
    if (!window.seenUnderCurves) return made.remove();
    const progress = [...document.querySelectorAll('.st-key-curves [class*="st-key-progress-"]')].at(-1);
    const said = [...document.querySelectorAll('[class*="st-key-ending-"], [class*="st-key-verdict-"]')].filter((one) =>
      one.innerText.trim() && getComputedStyle(one).visibility === 'visible').map((one) => one.innerText);
    const lives = progress?.innerText && !/ epochs in /.test(progress.innerText);
    window.seenUnderCurves.push([Boolean(lives), said.join(' ')]);
    requestAnimationFrame(look);
  };
  look();
}"""


def test_nothing_of_the_run_before_is_said_beside_the_progress_of_a_new_one(playground: Any) -> None:
    page = playground
    choose(page, "Experiment", "Two spirals in the plane")
    page.get_by_text("337 parameters in all").wait_for()
    set_number(page, "Epochs", 40)
    wait_for_own_experiment(page)
    train(page)
    page.locator(".st-key-diagnosis").wait_for()
    page.evaluate(WATCH)
    train(page)
    page.wait_for_function("window.seenUnderCurves.some(([lives]) => lives)")
    page.wait_for_function("window.seenUnderCurves.at(-1)[0] === false && window.seenUnderCurves.at(-1)[1]")
    frames = page.evaluate("window.seenUnderCurves")
    page.evaluate("() => { window.seenUnderCurves = null; }")
    assert frames[0][1]  # of the first run, before the press has come to anything
    begun = [number for number, (lives, _) in enumerate(frames) if lives]
    block = list(itertools.takewhile(lambda frame: frame[0], frames[begun[0] :]))
    # In the last frame the run may be over, where its own ending comes next.
    assert [said for _, said in block[:-1] if said] == []
