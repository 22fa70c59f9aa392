"""What a page is on paper."""

from __future__ import annotations

from typing import Any

# As paper: a page as wide as A4 between its margins, on which nothing is drawn anew. What is wider than it, apart from
# what lies inside of a figure, a table or a formula, which fit as a whole.
PAPER = 703
TOO_WIDE_FOR_PAPER = f"""() => {{
  const main = document.querySelector('[data-testid="stMain"]');
  const whole = '.nnplay-chart, .nnplay-network, svg, button, [data-rac], [data-testid="stDataFrame"], .katex';
  const clipped = (one) => Boolean(one.parentElement.closest(whole));
  return [...main.querySelectorAll('*')].filter((one) => {{
    const box = one.getBoundingClientRect();
    return box.width && box.height && box.right > {PAPER} + 1 && one.checkVisibility() && !clipped(one);
  }}).map((one) => `${{Math.round(one.getBoundingClientRect().right)}} ${{one.outerHTML.slice(0, 140)}}`);
}}"""


def fits_on_paper(page: Any) -> None:
    """Asserts that the page as it stands loses nothing on A4."""
    size = page.viewport_size
    page.evaluate("() => { window.dispatchEvent(new Event('beforeprint')); }")
    page.evaluate("() => { window.ownFrame = requestAnimationFrame; window.requestAnimationFrame = () => 0; }")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": size["height"]})
    try:
        assert page.evaluate(TOO_WIDE_FOR_PAPER) == []
        # And what is inside of a figure is as wide as the figure.
        figures = "[...document.querySelectorAll('.nnplay-chart')]"
        assert page.evaluate(f"{figures}.filter((one) => one.scrollWidth > one.clientWidth + 1).length") == 0
    finally:
        page.evaluate("() => { window.requestAnimationFrame = window.ownFrame; }")
        page.emulate_media(media="screen")
        page.set_viewport_size(size)
