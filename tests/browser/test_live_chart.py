"""The live chart in a real Chromium: what a user zoomed into survives updates, and nothing blinks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nnplay.palette import DARK, LIGHT, Palette
from tests.browser.conftest import FAILED
from tests.browser.factories import ALONE, WAIT, served

pytestmark = pytest.mark.browser

APP = """
import streamlit as st

def charts():
    import math
    import numpy as np
    from nnplay import figures
    from nnplay.ui.common.live_chart import live_chart

    @st.fragment(run_every=0.3)
    def live():
        step = st.session_state["step"] = st.session_state.get("step", 0) + 1
        epochs = list(range(1, step + 1))
        columns = {
            "epoch": epochs,
            "loss": [math.exp(-epoch / 60) for epoch in epochs],
            "val_loss": [math.exp(-epoch / 80) for epoch in epochs],
        }
        live_chart(figures.loss_curve(columns, epochs=400), "loss", label="Loss over the epochs", height=240)
        bars = figures.probability_bars(["no", "yes"], [0.2, 0.8])
        point = live_chart(bars, "bars", label="Probabilities", clicks=True)
        if point:
            st.session_state["clicked"] = point["index"]
        st.write(f"clicked {st.session_state.get('clicked')}")
        both = {0: figures.probability_bars(["a"], [1.0]), 900: figures.probability_bars(["a", "b"], [0.5, 0.5])}
        live_chart(both, "both", label="Narrow or wide")
        ends = np.array([-1.0, 1.0])
        answers = np.array([[[1, 0, 0, 0], [0, 1, 0, 0]], [[0, 0, 0.5, 0.5], [0.1, 0.2, 0.3, 0.4]]])
        plane = figures.scatter_plane({"Training": (np.eye(2), np.arange(2))}, "ABCD", grid=(ends, ends, answers))
        live_chart(plane, "plane", label="Four classes")

    live()

def other():
    st.write("another page")

st.navigation([st.Page(charts, title="Charts", default=True), st.Page(other, title="Other")]).run()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("live_chart")
    script = folder / "charts_app.py"
    script.write_text(APP, encoding="utf-8")
    with served(script, folder, ALONE) as running:
        yield running.address


@pytest.fixture(scope="module")
def opened(browser: Any, server: str) -> Iterator[Any]:
    """The one tab of these tests."""
    tab = browser.new_page(viewport={"width": 1000, "height": 800})
    tab.complaints = []
    tab.frames_seen = []
    tab.libraries = []
    tab.is_over = False
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.on("websocket", lambda socket: socket.on("framereceived", lambda frame: tab.frames_seen.append(len(frame))))
    tab.on("request", lambda request: "plotly.min.js" in request.url and tab.libraries.append(request.url))
    tab.goto(server)
    _wait_for_charts(tab)
    yield tab
    tab.close()


@pytest.fixture
def page(opened: Any, server: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page with charts that are as they were first drawn; after a test that failed, loaded anew."""
    if opened.is_over:
        opened.goto("about:blank")
        opened.libraries.clear()
        opened.complaints.clear()
        opened.set_viewport_size({"width": 1000, "height": 800})
        opened.goto(server)
        _wait_for_charts(opened)
    opened.is_over = True
    yield opened
    if request.node.stash.get(FAILED, False):
        return
    opened.mouse.up()
    opened.evaluate("window.over = true")
    opened.set_viewport_size({"width": 1000, "height": 800})
    _leave(opened)
    _come_back(opened)
    assert opened.complaints == []
    opened.is_over = False


def _wait_for_charts(page: Any) -> None:
    page.wait_for_function("document.querySelectorAll('.nnplay-chart[data-draws]').length === 4", timeout=WAIT)


def _leave(page: Any) -> None:
    """Goes to the other page, which shows no charts."""
    page.get_by_role("link", name="Other").click()
    page.get_by_text("another page").wait_for(timeout=WAIT)
    page.wait_for_function("document.querySelectorAll('.nnplay-chart').length === 0", timeout=WAIT)


def _come_back(page: Any) -> None:
    page.get_by_role("link", name="Charts").click()
    _wait_for_charts(page)


def _updates(page: Any, more: int) -> None:
    """Waits until the loss chart was drawn so many times more."""
    before = page.evaluate(f"Number({LOSS}.dataset.draws)")
    page.wait_for_function(f"Number({LOSS}.dataset.draws) >= {before + more}", timeout=WAIT)


LOSS = "document.querySelector('.nnplay-chart[aria-label=\"Loss over the epochs\"]')"
PLOT = f"{LOSS}.querySelector('.js-plotly-plot')"


def _zoom(page: Any) -> list[float]:
    box = page.locator(".nnplay-chart").first.locator(".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    page.wait_for_function(f"{PLOT}._fullLayout.xaxis.range[0] > 50", timeout=WAIT)
    return list(page.evaluate(f"{PLOT}._fullLayout.xaxis.range"))


def test_zoom_and_plot_survive_updates_without_a_blank_frame(page: Any) -> None:
    # Every animation frame notes whether the lines are there.
    page.evaluate(
        f"""() => {{
            window.first = {PLOT};
            window.blank = 0;
            window.looked = 0;
            window.over = false;
            const look = () => {{
                if (window.over) return;
                window.looked += 1;
                const line = document.querySelector('.nnplay-chart .scatterlayer .js-line');
                if (!line || !line.getAttribute('d') || {LOSS}.clientHeight !== 240) window.blank += 1;
                requestAnimationFrame(look);
            }};
            look();
        }}"""
    )
    zoomed = _zoom(page)
    points = page.evaluate(f"{PLOT}.calcdata[0].length")
    _updates(page, 5)

    assert page.evaluate(f"{PLOT}._fullLayout.xaxis.range") == pytest.approx(zoomed)
    assert page.evaluate(f"{PLOT}.calcdata[0].length") > points
    assert page.evaluate(f"window.first === {PLOT} && window.first.isConnected")
    assert page.evaluate("window.looked") > 20
    assert page.evaluate("window.blank") == 0


@pytest.mark.thorough
def test_a_line_switched_off_in_the_legend_stays_off(page: Any) -> None:
    page.locator(".nnplay-chart").first.locator(".legendtoggle").nth(1).click()
    page.wait_for_function(f"{PLOT}._fullData[1].visible === 'legendonly'", timeout=WAIT)
    _updates(page, 3)

    assert page.evaluate(f"{PLOT}._fullData.map(trace => trace.visible)")[:2] == [True, "legendonly"]


@pytest.mark.thorough
def test_a_redraw_waits_while_the_mouse_is_held(page: Any) -> None:
    box = page.locator(".nnplay-chart").first.locator(".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 50, steps=3)
    draws = page.evaluate(f"{LOSS}.dataset.draws")
    frames = len(page.frames_seen)
    while len(page.frames_seen) < frames + 12:
        page.evaluate("new Promise(requestAnimationFrame)")

    assert page.evaluate(f"{LOSS}.dataset.draws") == draws
    page.mouse.move(box["x"] + 300, box["y"] + 50, steps=3)
    page.mouse.up()
    _updates(page, 2)
    assert page.evaluate(f"{PLOT}._fullLayout.xaxis.range[0]") > 20


def test_the_library_is_fetched_once_and_updates_carry_figures_alone(page: Any) -> None:
    _updates(page, 3)

    assert len(page.libraries) == 1
    assert max(page.frames_seen) < 60_000


KEEPER = """async () => {
    const entries = performance.getEntriesByType("resource").map((entry) => entry.name);
    window.keeper = await import(entries.find((name) => name.endsWith("/parts.js")));
    window.keeper.kept.clear();
}"""


def test_what_stays_as_it_is_is_sent_once_and_again_where_the_browser_has_lost_it(page: Any) -> None:
    page.frames_seen.clear()
    _updates(page, 3)
    assert max(page.frames_seen) < 5_000, "neither the script nor the layout"
    page.evaluate(KEEPER)
    page.wait_for_function("window.keeper.kept.has('loss')", timeout=WAIT)
    _updates(page, 2)
    assert page.evaluate(f"{PLOT}.calcdata.length") == 4


def test_the_chart_has_a_name_and_fits_its_container(page: Any) -> None:
    chart = page.get_by_role("img", name="Loss over the epochs")
    assert chart.count() == 1
    for width in (1200, 420):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(f"{PLOT}._fullLayout.width === {LOSS}.clientWidth", timeout=WAIT)
    assert page.evaluate(f"{LOSS}.clientWidth") < 420


def test_the_figure_that_fits_the_width_is_shown(page: Any) -> None:
    plot = "document.querySelector('.nnplay-chart[aria-label=\"Narrow or wide\"] .js-plotly-plot')"
    page.set_viewport_size({"width": 1700, "height": 800})
    # Streamlit's column is at most 736 px wide unless the page is set to wide, so only the narrow one fits.
    page.wait_for_function(f"{plot}.calcdata[0].length === 1", timeout=WAIT)
    style = page.add_style_tag(content=".stMainBlockContainer { max-width: 1400px !important; }")
    page.wait_for_function(f"{plot}.calcdata[0].length === 2", timeout=WAIT)
    page.set_viewport_size({"width": 500, "height": 800})
    page.wait_for_function(f"{plot}.calcdata[0].length === 1", timeout=WAIT)
    style.evaluate("one => one.remove()")


def test_a_map_of_four_classes_has_the_colors_of_the_theme(page: Any) -> None:
    shares = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0.5, 0.5], [0.1, 0.2, 0.3, 0.4]])
    drawn = "document.querySelector('.nnplay-chart[aria-label=\"Four classes\"]')"
    pixels = f"Array.from({drawn}.querySelector('.js-plotly-plot')._fullData[0].z).flatMap((row) => [...row])"

    def theirs(palette: Palette) -> np.ndarray:
        colors = [[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in palette.classes[:4]]
        return shares @ np.array(colors)

    def shown() -> np.ndarray:
        return np.array(page.evaluate(f"{pixels}.map((pixel) => [...pixel])"), float).reshape(4, 3)

    assert np.abs(shown() - theirs(LIGHT)).max() <= 0.5
    # As the style sheet of a dark page says it.
    page.evaluate(
        """([told, now]) => {
          document.documentElement.style.setProperty("--nn-told", told);
          document.documentElement.style.setProperty("--nn-now", now);
          window.dispatchEvent(new CustomEvent("nnplay-view"));
        }""",
        [" ".join(palette.classes) for palette in (LIGHT, DARK)],
    )
    first = ",".join(f"{part:.0f}" for part in theirs(DARK)[0])
    page.wait_for_function(f"[...{pixels}[0]].join() === '{first}'")
    assert np.abs(shown() - theirs(DARK)).max() <= 3
    page.evaluate("document.documentElement.removeAttribute('style')")


def test_a_click_on_a_point_is_reported(page: Any) -> None:
    box = page.locator('.nnplay-chart[aria-label="Probabilities"] .point').nth(1).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_text("clicked 1").wait_for(timeout=WAIT)


@pytest.mark.thorough
def test_charts_come_back_after_a_page_switch(page: Any) -> None:
    _leave(page)
    _come_back(page)
    _updates(page, 2)

    assert len(page.libraries) == 1
