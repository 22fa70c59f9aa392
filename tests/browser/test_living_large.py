"""The living picture of a network that is too large to be drawn or computed whole, in a real Chromium."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.datasets.explore.grid import grid_axes
from nnplay.figures.living_network import describe
from nnplay.models.build import build_model
from nnplay.spec import ExperimentSpec, LayerSpec
from nnplay.training.film import as_frame, flat, unflat
from tests.browser import told_network
from tests.browser.told_network import NET, Told, unit, wait_for_run

pytestmark = pytest.mark.browser

page, server, told = told_network.page, told_network.server, told_network.told


def large() -> ExperimentSpec:
    """2 × 128 units on the spiral: 17,025 weights."""
    layers = (LayerSpec("Dense", units=128, activation="tanh"), LayerSpec("Dense", units=128, activation="relu"))
    return SPECS["spiral"].with_layers(layers)


def test_the_maps_of_a_large_network_are_what_keras_says_with_frames_of_half_precision(page: Any, told: Told) -> None:
    spec = large()
    data, model = load_dataset(spec.dataset), build_model(spec)
    rng = np.random.default_rng(3)
    frame = as_frame(flat([rng.normal(0.0, 0.3, weight.shape) for weight in model.weights]))
    assert (frame.dtype, frame.size) == (np.float16, 17025)
    model.set_weights(unflat(frame.astype(np.float32), [weight.shape for weight in model.weights]))
    told.tell(describe(spec, data), {0: frame})
    wait_for_run(page, told)
    maps = page.evaluate(f"{NET}.maps()")
    x, y = grid_axes(data)
    values = data.preprocess.inputs(np.stack([each.ravel() for each in np.meshgrid(x, y)], axis=-1))
    for layer in model.layers:
        values = np.asarray(layer(values, training=False))
        np.testing.assert_allclose(np.transpose(maps[layer.name]), values, rtol=1e-4, atol=1e-4, err_msg=layer.name)
    keras_loss = model.evaluate(data.x_train, data.y_train, verbose=0, return_dict=True)
    assert page.evaluate(f"{NET}.computed.scores.training.loss") == pytest.approx(keras_loss["loss"], rel=1e-3)
    # The first units of a layer and those that say most are drawn, and how many are not is said.
    for column, layer in enumerate(model.layers[:2], start=1):
        assert drawn_units(page, column) == active_of(maps[layer.name])
        assert page.locator(f'.nn-unit[data-column="{column}"]').count() == 14
    expect(page.locator(".nn-more")).to_have_text(["… 114 more"] * 2)
    last = active_of(maps["dense_2"])[-1]
    unit(page, 2, last).hover()
    expect(page.locator(".nn-tip")).to_contain_text(f"Layer 2, unit {last + 1}")
    shown = page.evaluate(f"[...{NET}.computed.said[2][{last}]]")
    np.testing.assert_allclose(shown, maps["dense_2"][last], atol=1e-6)
    unit(page, 2, last).focus()
    page.keyboard.press("ArrowUp")
    label = re.compile(f"^Layer 2, unit {active_of(maps['dense_2'])[-2] + 1}, bias ")
    expect(page.locator(":focus")).to_have_attribute("aria-label", label)
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    # A number of one of them can be moved: every map behind it says something else.
    unit(page, 2, 3).click()
    before = page.evaluate(f"[...{NET}.maps().output[0]]")
    page.get_by_role("spinbutton", name="Bias of Layer 2, unit 4").fill("9")
    expect(page.locator(".nn-changed")).to_contain_text("One number moved by hand.")
    kernel, bias = model.layers[1].get_weights()
    bias[3] = 9.0
    model.layers[1].set_weights([kernel, bias])
    inputs = data.preprocess.inputs(np.stack([each.ravel() for each in np.meshgrid(x, y)], axis=-1))
    after = page.evaluate(f"[...{NET}.maps().output[0]]")
    np.testing.assert_allclose(after, np.asarray(model(inputs))[:, 0], rtol=1e-3, atol=1e-4)
    assert not np.allclose(before, after, atol=0.01)
    page.get_by_role("button", name="Put back").click()
    page.keyboard.press("Escape")
    page.locator(".nnplay-network summary").click()
    expect(page.locator(".nn-table tr")).to_have_count(2 * (14 + 1) + 1)
    page.locator(".nnplay-network summary").click()


def drawn_units(page: Any, column: int) -> list[int]:
    """Which units of a layer are drawn, from the top."""
    nodes = f"[...document.querySelectorAll('.nn-unit[data-column=\"{column}\"]')]"
    drawn: list[int] = page.evaluate(f"{nodes}.map((node) => Number(node.dataset.unit))")
    return drawn


def active_of(said: Any, first: int = 6, active: int = 8) -> list[int]:
    """The first units, and of the others those that say most on average."""
    sizes = np.abs(np.array(said)).mean(axis=1)
    return [*range(first), *sorted((np.argsort(-sizes[first:], kind="stable")[:active] + first).tolist())]


def test_the_units_that_say_most_stay_while_it_is_trained(page: Any, told: Told) -> None:
    spec = large()
    network, rng = describe(spec, load_dataset(spec.dataset)), np.random.default_rng(4)
    weights = [rng.normal(0.0, 0.3, network["parameters"]).astype(np.float32) for _ in range(4)]

    def active() -> list[int]:
        return active_of(page.evaluate(f"{NET}.maps()")["dense_1"])

    told.tell(network, {0: weights[0]}, 10, live=True)
    wait_for_run(page, told)
    page.wait_for_function(f"{NET}.player.shown?.epoch === 0")
    untrained = active()
    assert drawn_units(page, 1) == untrained
    told.tell(network, {0: weights[0], 5: weights[1]}, 10, live=True, goes_on=True)
    page.wait_for_function(f"{NET}.player.shown?.epoch === 5")
    begun = drawn_units(page, 1)
    assert begun != untrained
    told.tell(network, {0: weights[0], 5: weights[1], 10: weights[2]}, 10, live=True, goes_on=True)
    page.wait_for_function(f"{NET}.player.shown?.epoch === 10 && {NET}.player.atEnd")
    assert active() != begun
    assert drawn_units(page, 1) == begun
    # When the training is over, those of its network; but not under a pointer.
    unit(page, 1, 2).hover()
    told.tell(network, {0: weights[0], 5: weights[1], 10: weights[2]}, 10, live=False, goes_on=True)
    page.wait_for_function(f"!{NET}.player.live")
    assert drawn_units(page, 1) == begun
    page.mouse.move(0, 0)
    page.wait_for_function(f"{NET}.hovered === null")
    assert drawn_units(page, 1) == active()
    # Its film is of the same units.
    page.evaluate(f"{NET}.player.go(5)")
    page.wait_for_function(f"{NET}.player.shown?.epoch === 5")
    assert drawn_units(page, 1) != begun


BETWEEN = """() => {
  // How far the shown weights are from a frame on the way to the next, and whether all of them are.
  const { player } = document.querySelector('.nnplay-network').network;
  const { shown } = player, next = player.frames.get(100);
  const shares = [...shown.weights].map((one, i) => (one - shown.told[i]) / (next[i] - shown.told[i]));
  return [shown.epoch, Math.min(...shares), Math.max(...shares)];
}"""

COARSE = """() => {
  // A frame as it is drawn while it moves, and the same at rest: computed at all places.
  const network = document.querySelector('.nnplay-network').network, { player } = network;
  player.playing = true;
  const moving = network.compute();
  player.playing = false;
  const still = network.compute();
  const [one, other] = [moving, still].map(({ said }) => [...said.at(-1)[0]]);
  const near = [...new Set(Array.from({ length: 25 }, (_, place) => Math.round((place * 49) / 24)))];
  return { coarse: [moving.isCoarse, still.isCoarse], near, one, other };
}"""


def test_between_two_frames_of_a_large_network_the_picture_moves_evenly_and_tells_the_loss_of_a_frame(
    page: Any, told: Told
) -> None:
    page.emulate_media(reduced_motion="no-preference")
    spec = large()
    data, model = load_dataset(spec.dataset), build_model(spec)
    first = as_frame(flat(model.get_weights()))
    network, film = describe(spec, data), {0: first, 100: (first.astype(np.float32) + 0.25).astype(np.float16)}
    page.get_by_role("combobox", name="Speed of the film").select_option("Slow")
    told.tell(network, film)
    wait_for_run(page, told)
    page.wait_for_function(f"{NET}.player.shown?.weights !== {NET}.player.shown?.told")
    epoch, low, high = page.evaluate(BETWEEN)
    assert epoch == 0
    assert 0 < low <= high < 1
    assert high - low < 0.01
    loss = model.evaluate(data.x_train, data.y_train, verbose=0, return_dict=True)["loss"]
    assert page.evaluate(f"{NET}.computed.scores.training.loss") == pytest.approx(loss, rel=5e-3)
    found = page.evaluate(COARSE)
    assert found["coarse"] == [True, False]
    one, other = (np.reshape(found[name], (50, 50)) for name in ("one", "other"))
    places = np.ix_(found["near"], found["near"])
    np.testing.assert_allclose(one[places], other[places], atol=1e-5)
    np.testing.assert_allclose(one, other, atol=0.05)
    # Held, it is a frame again; it plays from its start, because a busy machine may have come to the end meanwhile.
    page.evaluate(f"() => {{ const {{ player }} = {NET}; player.head = 0; player.play(); }}")
    page.get_by_role("button", name="Pause the picture").first.click()
    page.wait_for_function(f"{NET}.player.shown.weights === {NET}.player.shown.told")
    page.get_by_role("combobox", name="Speed of the film").select_option("Normal")
