"""The main job in a real Chromium with a real mouse: data, network, training, a look inside, a drawn digit."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.axe import Axe
from tests.browser.factories import (
    LOSS,
    WAIT,
    Server,
    button,
    choose,
    choose_digits,
    clear,
    draw,
    go,
    points,
    set_number,
    train,
    train_long,
    wait_for_charts,
    wait_for_own_experiment,
    wait_for_points,
)
from tests.browser.test_inside import (
    WATCH,
    a_click_on_a_map_a_kernel_or_a_point_is_followed,
    the_picture_moves_links_and_reads_a_drawing,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

ONE = [[(160, 50), (160, 270)]]
SEVEN = [[(100, 60), (220, 60), (150, 280)]]
ZERO = [[(160, 50), (110, 80), (90, 160), (110, 240), (160, 270), (210, 240), (230, 160), (210, 80), (160, 50)]]
THREE = [
    [(100, 70), (160, 50), (215, 80), (205, 135), (150, 155)],
    [(150, 155), (210, 175), (225, 230), (165, 270), (95, 250)],
]


@pytest.fixture
def page(app: Server, open_tab: Open) -> Any:
    """The playground in a new tab, all charts drawn."""
    tab = open_tab(app.address)
    wait_for_charts(tab)
    return tab


def stop(page: Any) -> None:
    """Ends the training and waits until the page says so."""
    button(page, "Stop").click()
    page.get_by_text("You stopped the training").wait_for()


def engine_of(server: Server) -> psutil.Process:
    """The engine's process."""
    (engine,) = [child for child in psutil.Process(server.process.pid).children() if "nnplay.engine" in child.cmdline()]
    return engine


def jobs_of(server: Server) -> set[int]:
    """The processes that the engine has forked: the inspector and the trainings."""
    engine, found = engine_of(server), set()
    for process in engine.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            if process.parent() != engine:
                found.add(process.pid)
    return found


def reads(page: Any, digit: str, strokes: list[list[tuple[int, int]]]) -> None:
    """Draws a digit on a blank canvas, and waits until the network reads it as the right one."""
    draw(page, strokes)
    page.get_by_text(f"It reads a {digit}, with probability").wait_for()


# The whole way ----------------------------------------------------------------------------------


def test_the_whole_way_on_the_embedded_digits(page: Any) -> None:
    axe = Axe(page, both=False)  # all views, themes and widths: test_axe.py
    page.emulate_media(reduced_motion="no-preference")
    choose_digits(page)
    expect(page.locator(".nl-title")).to_have_text("Test example 0")
    page.evaluate(WATCH)
    train(page)
    wait_for_points(page, 1)
    wait_for_points(page, points(page) + 1)
    page.get_by_test_id("stProgress").get_by_text(
        re.compile(r"^Test accuracy \d+\.\d% · .* 12 of 12 epochs")
    ).wait_for()
    wait_for_points(page, 12, exactly=True)
    the_picture_moves_links_and_reads_a_drawing(page)
    axe.look("Playground", narrow=False)

    go(page, "Look inside")
    page.get_by_text("1. Conv2D").wait_for()
    page.wait_for_function(
        'document.querySelectorAll(\'.nnplay-chart[aria-label^="1. Conv2D: 16 maps"] image, '
        '.nnplay-chart[aria-label^="1. Conv2D: 16 maps"] .heatmaplayer, '
        '.nnplay-chart[aria-label^="1. Conv2D: 16 maps"] .imagelayer\').length > 0'
    )
    a_click_on_a_map_a_kernel_or_a_point_is_followed(page)
    axe.look("Look inside", narrow=False)

    go(page, "Draw")
    reads(page, "7", SEVEN)
    axe.look("Draw", narrow=False)
    assert not axe.found, "\n".join(axe.found)
    clear(page)
    reads(page, "0", ZERO)
    clear(page)
    reads(page, "1", ONE)
    clear(page)
    reads(page, "3", THREE)


@pytest.mark.thorough
def test_the_whole_way_on_mnist(impatient_app: Server, open_tab: Open, needs_file: Callable[[str], Path]) -> None:
    needs_file("mnist.npz")
    page = open_tab(impatient_app.address)
    wait_for_charts(page)
    choose(page, "Experiment", "MNIST with three convolution layers")
    page.get_by_text("93,322 parameters in all").wait_for()
    page.get_by_text("54,000 training · 6,000 validation · 10,000 test examples").wait_for()
    page.get_by_text("About and options").click()
    set_number(page, "Images for training", 3000)
    page.get_by_text("2,700 training · 300 validation · 10,000 test examples").wait_for()

    set_number(page, "Epochs", 60)  # it is over else before it can be stopped
    wait_for_own_experiment(page)

    train(page)
    wait_for_points(page, 1)
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"^Epoch \d+ of 60 ·")).wait_for()
    wait_for_points(page, 2)
    stop(page)
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"Test accuracy \d+\.\d%")).wait_for()
    assert 2 <= points(page) < 60

    go(page, "Look inside")
    page.get_by_text("1. Conv2D").wait_for()
    page.locator('.nnplay-chart[aria-label="1. Conv2D: 32 maps of 26 × 26"][data-draws]').wait_for()
    go(page, "Draw")
    reads(page, "7", SEVEN)


# What a training survives -----------------------------------------------------------------------


@pytest.mark.thorough
def test_a_training_outlasts_other_pages_a_reload_and_a_zoom_and_is_seen_by_its_own_tab_alone(
    app: Server, page: Any, open_tab: Open
) -> None:
    train_long(page)
    before = points(page)
    go(page, "Draw")
    draw(page, SEVEN)
    page.get_by_role("button", name="Clear", disabled=False).wait_for()
    go(page, "Playground")
    wait_for_points(page, before)
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"^Epoch \d+ of 2000 ·")).wait_for()
    wait_for_points(page, points(page) + 1)

    before = points(page)
    page.reload()
    wait_for_points(page, before)
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"^Epoch \d+ of 2000 ·")).wait_for()
    wait_for_points(page, points(page) + 1)
    assert page.get_by_role("spinbutton", name="Epochs").input_value() == "2000"

    zoomed = zoom(page)
    other = open_tab(app.address)
    wait_for_charts(other)
    other.get_by_text("Press Train, and the curves grow here.").wait_for()
    choose(other, "Experiment", "A line through points")
    other.get_by_text(re.compile("^2 parameters in all")).wait_for()
    train(other)
    other.get_by_text("All epochs are done.").wait_for(timeout=3 * WAIT)  # both share the processor with other tests
    wait_for_points(page, points(page) + 2)  # the other one goes on
    assert page.evaluate(f"{LOSS}._fullLayout.xaxis.range") == pytest.approx(zoomed)
    stop(page)
    assert page.evaluate(f"{LOSS}._fullLayout.xaxis.range") == pytest.approx(zoomed)

    go(page, "Draw")
    page.get_by_text(re.compile("It reads a 7")).wait_for()
    for tab, mine in ((page, "Run 1 · Digits 8 × 8"), (other, "Run 1 · Line")):
        go(tab, "Look inside")
        runs = tab.get_by_role("combobox", name="Trained network")
        expect(runs).to_have_value(re.compile(mine))
        runs.click()
        tab.get_by_role("option").first.wait_for()
        assert tab.get_by_role("option").count() == 1


def zoom(page: Any) -> list[float]:
    """Zooms into the loss curve with the mouse; the epochs at its ends."""
    box = page.locator(".st-key-loss-curve .nsewdrag").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=4)
    page.mouse.up()
    page.wait_for_function(f"{LOSS}._fullLayout.xaxis.range[0] > 200")
    return list(page.evaluate(f"{LOSS}._fullLayout.xaxis.range"))


@pytest.mark.thorough
def test_killing_the_job_or_the_engine_is_told_and_training_works_again(app: Server, page: Any) -> None:
    choose(page, "Experiment", "A line through points")
    page.get_by_text(re.compile("^2 parameters in all")).wait_for()
    train(page)
    page.get_by_text("All epochs are done.").wait_for()
    choose(page, "Experiment", "Small handwritten digits, convolution")
    page.get_by_text("38,282 parameters in all").wait_for()

    before = jobs_of(app)
    train_long(page, epochs=1999)
    for process in jobs_of(app) - before:  # perhaps the inspector too, which comes when it is asked first
        os.kill(process, signal.SIGKILL)
    page.get_by_text("The process of this training was killed").wait_for()
    page.get_by_test_id("stProgress").get_by_text("Run 2 failed.").first.wait_for()

    train(page)
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"^Epoch \d+ of 1999 ·")).wait_for()
    engine = engine_of(app)
    engine.kill()
    page.get_by_text("The training engine stopped unexpectedly").wait_for()
    page.get_by_test_id("stProgress").get_by_text("Run 3 failed.").first.wait_for()
    page.get_by_text("Engine ready").first.wait_for()
    assert engine_of(app).pid != engine.pid

    choose(page, "Experiment", "A line through points")
    page.get_by_text(re.compile("^2 parameters in all")).wait_for()
    train(page)
    page.get_by_text("All epochs are done.").wait_for()
    go(page, "Look inside")
    page.get_by_role("combobox", name="Trained network").click()
    page.get_by_role("option", name=re.compile("Run 4 · Line")).wait_for()
    page.get_by_role("option", name=re.compile("Run 1 · Line")).click()
    page.get_by_text(re.compile("Predicted y")).wait_for()  # its files are still there


@pytest.mark.thorough
def test_a_learning_rate_of_a_billion_stops_and_the_page_says_that_it_diverged(playground: Any) -> None:
    page = playground
    choose(page, "Experiment", "A line through points")
    page.get_by_text(re.compile("^2 parameters in all")).wait_for()
    page.get_by_role("button", name="More options").click()
    set_number(page, "Exact learning rate", "1e9")
    wait_for_own_experiment(page)
    page.keyboard.press("Escape")
    train(page)
    page.get_by_text("the weights grew without bound").wait_for()
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"^Run \d+ diverged in epoch \d+\.")).wait_for()
