"""A network that is set by hand on the playground: the task is solved, put back, and trained on from there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.catalogue import SPECS
from nnplay.inspection.weight_table import weights_text
from nnplay.models.build import build_model
from nnplay.training.film import flat
from tests.browser.factories import WAIT, choose
from tests.browser.told_network import NET, unit

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

SOLUTION = "x 3 3\ny 3 3\nb 9 -9\n-5\n5\n5"
"""x + y above -3 and above 3: between the lines the signs differ, and the output takes one line from the other."""


def test_xor_is_solved_by_hand_and_training_goes_on_from_there(playground: Any) -> None:
    page = playground
    choose(page, "Experiment", "Solve XOR by hand")
    goal, changed = page.locator(".nn-goal"), page.locator(".nn-changed")
    expect(goal).to_contain_text("So far ", timeout=WAIT)
    spec = SPECS["xor-by-hand"]
    page.wait_for_function(f"{NET}.weights?.length === 9", timeout=WAIT)
    page.get_by_role("button", name="Weights as a table").click()
    table = page.get_by_role("textbox", name="One row for each input")
    expect(table).to_have_value(weights_text(spec, flat(build_model(spec).get_weights())), timeout=WAIT)
    table.fill("1 2\n3 4 5")
    table.press("Control+Enter")
    page.get_by_role("button", name="Set all weights").click()
    page.get_by_text("Line 2 has 3 numbers, but here comes the row “y” of Layer 1: Dense.").wait_for()
    table.fill(SOLUTION)
    table.press("Control+Enter")
    page.get_by_role("button", name="Set all weights").click()
    # A new run waits with them.
    expect(goal).to_have_text("✓ Solved: all training points are classified correctly.", timeout=WAIT)
    expect(changed).to_contain_text("All 9 weights were given, not learned in this run.", timeout=WAIT)
    page.keyboard.press("Escape")

    # A number of the waiting training is moved in the picture, and all are put back: those that were drawn for it.
    unit(page, 2, 0).click()
    page.locator(".nn-row input[type=number]").fill("-30")
    expect(goal).not_to_have_class("nn-done", timeout=WAIT)
    expect(goal).to_contain_text("Your task", timeout=WAIT)
    page.get_by_text("9 weights set").first.wait_for(state="attached")
    page.get_by_role("button", name="Put back").click()
    expect(changed).to_be_hidden(timeout=WAIT)
    expect(page.locator(".nn-row input[type=number]")).to_have_value("0", timeout=WAIT)

    page.locator(".nn-row input[type=number]").fill("0.5")
    expect(changed).to_contain_text("One number set by hand. Training loss", timeout=WAIT)
    page.locator(".st-key-loss-curve").get_by_text("1 weight set").wait_for()
    page.wait_for_function(f"{NET}.hand.told.numbers === 1 && !{NET}.hand.edits.size")
    expect(changed).to_contain_text("One number set by hand.")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("Changed by hand: 1 weight set before epoch 1.").wait_for()
    page.get_by_test_id("stProgress").get_by_text("100 of 100 epochs").first.wait_for()
    expect(goal).to_have_text("✓ Solved: all training points are classified correctly.", timeout=WAIT)

    # One neuron more, by keyboard: a new run waits that answers as this one does.
    page.get_by_role("button", name="Add a neuron to layer 1").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Layer 1 has a new unit.").wait_for()
    page.get_by_text("13 parameters in all").wait_for()
    page.get_by_test_id("stProgress").get_by_text(
        "Not trained yet: the network has the weights that it was given."
    ).wait_for()
    page.wait_for_function(f"{NET}.computed?.scores?.training.accuracy === 1")
    expect(changed).to_contain_text("All 13 weights were given, not learned in this run.", timeout=WAIT)
    expect(page.locator(".nn-unit")).to_have_count(6, timeout=WAIT)

    # A network without a run is moved too: training begins with what is seen.
    choose(page, "Experiment", "Solve XOR by hand")
    page.wait_for_function(f"{NET}.player.run === 0 && {NET}.weights?.length === 9", timeout=WAIT)
    unit(page, 2, 0).click()
    page.locator(".nn-row input[type=number]").fill("7")
    expect(changed).to_contain_text("What if: One number moved by hand.")
    page.get_by_role("button", name="Train from here").click()
    page.get_by_text("Changed by hand: 1 weight set before epoch 1.").wait_for()
