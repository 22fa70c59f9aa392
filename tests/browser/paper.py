"""What a page is on paper."""

from __future__ import annotations

from typing import Any

# As paper: a page as wide as A4 between its margins, on which nothing is drawn anew. What is wider than it, apart from
# what lies inside of a figure, a table or a formula, which fit as a whole; and what of a figure is wider than itself.
PAPER = 703
CUT_BY_PAPER = f"""() => {{
  const main = document.querySelector('[data-testid="stMain"]');
  const whole = '.nnplay-chart, .nnplay-network, svg, button, [data-rac], [data-testid="stDataFrame"], .katex';
  const clipped = (one) => Boolean(one.parentElement.closest(whole));
  const wide = [...main.querySelectorAll('*')].filter((one) => {{
    const box = one.getBoundingClientRect();
    return box.width && box.height && box.right > {PAPER} + 1 && one.checkVisibility() && !clipped(one);
  }});
  const cut = [...document.querySelectorAll('.nnplay-chart')].filter((one) => one.scrollWidth > one.clientWidth + 1);
  const named = (one) => one.outerHTML.slice(0, 140);
  return [
    ...wide.map((one) => `reaches to ${{Math.round(one.getBoundingClientRect().right)}}: ${{named(one)}}`),
    ...cut.map((one) => `shows ${{one.clientWidth}} of ${{one.scrollWidth}}: ${{named(one)}}`),
  ];
}}"""


def cut_by_paper(page: Any) -> list[str]:
    """What of the page, as it stands, is cut on A4.

    Args:
        page: The tab; its page is drawn, and nothing moves.
    """
    size = page.viewport_size
    page.evaluate("() => { window.dispatchEvent(new Event('beforeprint')); }")
    page.evaluate("() => { window.ownFrame = requestAnimationFrame; window.requestAnimationFrame = () => 0; }")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": size["height"]})
    try:
        return list(page.evaluate(CUT_BY_PAPER))
    finally:
        page.evaluate("() => { window.requestAnimationFrame = window.ownFrame; }")
        page.set_viewport_size(size)  # first, else it would be a narrow screen for a moment
        page.emulate_media(media="screen")
        page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")


def fits_on_paper(page: Any) -> None:
    """Asserts that the page as it stands loses nothing on A4."""
    cut = cut_by_paper(page)
    assert not cut, "On A4 this is cut:\n" + "\n".join(cut)
