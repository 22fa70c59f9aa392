"""The living network in a real Chromium: its maps are Keras's, it moves without a blank frame, and can be changed."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.datasets.explore.grid import grid_axes
from nnplay.figures.living_network import LINE_PLACES, describe, unpacked
from nnplay.figures.network_room import network_room
from nnplay.models.build import build_model
from nnplay.models.losses import losses_for
from nnplay.models.shapes import trace
from nnplay.registry import ACTIVATIONS, DATASETS
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec
from nnplay.training.film import flat
from tests.browser import told_network
from tests.browser.factories import ROOT, WAIT, Server, choose, train, wait_for_charts
from tests.browser.told_network import EPOCH, NET, Told, hand_made, unit, wait_for_run
from tests.figures.test_living_network import everything, meets_both_signs, on_one_number, random_weights

pytestmark = pytest.mark.browser

page, server, told = told_network.page, told_network.server, told_network.told


def test_the_maps_are_what_every_layer_of_keras_says(page: Any, told: Told) -> None:
    spec = everything()
    data = load_dataset(spec.dataset)
    model = build_model(spec)
    model.set_weights(random_weights(model))
    told.tell(describe(spec, data), {0: flat(model.get_weights())})
    wait_for_run(page, told)
    maps = page.evaluate(f"{NET}.maps()")
    x, y = grid_axes(data)
    values = data.preprocess.inputs(np.stack([each.ravel() for each in np.meshgrid(x, y)], axis=-1))
    assert list(maps) == [layer.name for layer in model.layers]
    for layer in model.layers:
        values = np.asarray(layer(values, training=False))
        np.testing.assert_allclose(np.transpose(maps[layer.name]), values, rtol=1e-4, atol=1e-4, err_msg=layer.name)
    assert meets_both_signs(spec, {name: np.transpose(each) for name, each in maps.items()})
    # And the loss on the training points is the one that Keras evaluates.
    keras_loss = model.evaluate(data.x_train, data.y_train, verbose=0, return_dict=True)
    computed = page.evaluate(f"{NET}.computed.scores.training")
    assert computed["loss"] == pytest.approx(keras_loss["loss"], rel=1e-3)
    assert computed["accuracy"] == pytest.approx(keras_loss["accuracy"], abs=1e-6)


def differentiable() -> Iterator[ExperimentSpec]:
    """Networks in which every activation, layer and loss is met whose gradient the picture tells."""
    layers = [LayerSpec("Dense", units=4, activation=name, l1=0.002, l2=0.01) for name in ACTIVATIONS]
    for place in (3, 6):
        layers.insert(place, LayerSpec("LayerNormalization"))
    layers += [LayerSpec("Activation", activation="softmax"), LayerSpec("Rescaling", scale=3.0, offset=0.5)]
    some = [LayerSpec("Dense", units=3, activation="tanh"), LayerSpec("Dropout")]
    yield SPECS["spiral"].with_dataset(DatasetSpec("points", classes=3)).with_layers(tuple(layers))
    wide = (LayerSpec("Dense", units=65, activation="tanh"), LayerSpec("Dense", units=64, activation="relu"))
    yield SPECS["spiral"].with_layers(wide)
    for dataset in ("xor", "gaussian_bumps"):
        task = DATASETS[dataset].signature(DatasetSpec(dataset).options).task
        for loss in losses_for(task):
            spec = SPECS["spiral"].with_dataset(DatasetSpec(dataset)).with_layers(tuple(some))
            yield spec.with_training(loss=loss)


def test_the_gradient_is_the_one_that_tensorflow_takes(page: Any, told: Told) -> None:
    import tensorflow as tf

    for spec in differentiable():
        data, model = load_dataset(spec.dataset), build_model(spec)
        rng = np.random.default_rng(2)
        model.set_weights([rng.normal(0.0, 0.7, weight.shape) for weight in model.weights])
        told.tell(describe(spec, data), {0: flat(model.get_weights())})
        wait_for_run(page, told)
        with tf.GradientTape() as tape:
            loss = model.compute_loss(data.x_train, data.y_train[:, None], model(data.x_train), training=False)
        expected = flat([np.asarray(each) for each in tape.gradient(loss, model.trainable_variables)])
        found = np.array(page.evaluate(f"[...{NET}.gradient()]"))
        np.testing.assert_allclose(
            found, expected, rtol=2e-3, atol=1e-5 * np.abs(expected).max(), err_msg=spec.training.loss
        )


def test_of_a_table_every_unit_says_of_an_example_what_keras_says(page: Any, told: Told) -> None:
    spec = SPECS["wine"]
    data = load_dataset(spec.dataset)
    model = build_model(spec)
    # So large that some answers are very wrong: there only the logits give Keras's loss.
    model.set_weights([2.0 * weight for weight in random_weights(model)])
    told.tell(describe(spec, data), {0: flat(model.get_weights())})
    # Another kind of picture takes the place of the one before.
    page.wait_for_function(
        f"document.querySelector('.nnplay-network')?.network.sayings && {NET}.player.run === {told.run}"
    )
    for place in (0, 1):
        page.wait_for_function(f"{NET}.place === {place}")
        said, values = page.evaluate(f"{NET}.sayings()"), data.x_test[place : place + 1]
        assert list(said) == [layer.name for layer in model.layers]
        for layer in model.layers:
            values = np.asarray(layer(values, training=False))
            np.testing.assert_allclose(said[layer.name], values[0], rtol=1e-4, atol=1e-5, err_msg=layer.name)
        expect(page.locator(".nt-answer .nt-number").first).to_have_text(f"{100 * values[0][0]:.1f}%")
        page.get_by_role("button", name="Next test example (N)").click()
    # What weighs most on a unit: each weight of the first layer times what the example brings.
    page.keyboard.press("b")
    page.wait_for_function(f"{NET}.place === 1")
    page.locator('.nn-unit[data-column="1"]').nth(2).hover()
    expect(page.locator(".nt-title")).to_have_text("Weight × value for unit 3")
    kernel = model.layers[0].get_weights()[0]
    parts = data.x_test[1] * kernel[:, 2]
    strongest = int(np.abs(parts).argmax())
    line = page.locator(".nt-weigh .nt-line").first
    expect(line.locator(".nt-name")).to_have_text(data.signature.feature_names[strongest])
    expect(line.locator(".nt-number")).to_have_text(f"{parts[strongest]:.2f}".replace("-", "−"))
    keras_loss = model.evaluate(data.x_train, data.y_train, verbose=0, return_dict=True)
    assert page.evaluate(f"{NET}.computed.scores.training.loss") == pytest.approx(keras_loss["loss"], rel=1e-3)
    # By key a unit says the same, and so does the table.
    page.keyboard.press("Escape")
    page.locator('.nn-unit[data-column="1"]').nth(2).focus()
    said = f"{page.evaluate(f'{NET}.sayings()')['dense_1'][2]:.2f}".replace("-", "−")
    label = re.compile(rf"^Layer 1, unit 3, output {re.escape(said)}, bias ")
    expect(page.locator(":focus")).to_have_attribute("aria-label", label)
    page.locator(".nnplay-network summary").click()
    expect(page.locator(".nn-table tr").nth(13 + 2)).to_contain_text(f"output {said} · bias")


def test_a_number_moved_while_a_pause_is_on_its_way_acts_on_the_training(page: Any, told: Told) -> None:
    network, film = hand_made()
    told.tell(network, {epoch: film[epoch] for epoch in range(40)}, 100, live=True)
    wait_for_run(page, told)
    page.wait_for_function(f"{NET}.player.atEnd && {NET}.player.shown?.epoch === 39")
    page.evaluate(f"window.own = {NET}.hand.send")
    page.evaluate(f"Object.assign({NET}.hand, {{ send: (message) => {{ window.sent = message; }} }})")
    unit(page, 1, 0).click()
    page.get_by_role("spinbutton", name="Bias of Layer 1, unit 1").fill("2.5")
    expect(page.locator(".nn-changed")).to_contain_text("What if")
    # It has learned a little more before it waits.
    last = {epoch: film[epoch] for epoch in range(43)}
    told.tell(network, last, 100, live=True, takes=True, halted=True, goes_on=True)
    expect(page.locator(".nn-changed")).to_contain_text("One number set by hand.")
    page.wait_for_function("window.sent")
    sent = page.evaluate("window.sent")
    expected = film[42].copy()
    expected[4] = 2.5
    np.testing.assert_array_equal(unpacked(sent["weights"]), expected)
    assert (sent["do"], sent["run"]) == ("set", told.run)
    # What its training had reached itself is what is put back.
    page.get_by_role("button", name="Put back").click()
    page.wait_for_function("window.sent.do === 'back'")
    np.testing.assert_array_equal(page.evaluate(f"[...{NET}.weights]"), film[42])
    # One that is moved in an earlier frame of the film stays a question.
    told.tell(network, last, 100, live=True)
    wait_for_run(page, told)
    page.wait_for_function(f"{NET}.player.atEnd && {NET}.player.shown?.epoch === 42")
    page.evaluate(f"() => {{ window.sent = null; {NET}.player.go(7); }}")
    unit(page, 1, 0).click()
    page.get_by_role("spinbutton", name="Bias of Layer 1, unit 1").fill("2.5")
    expect(page.locator(".nn-changed")).to_contain_text("What if")
    page.evaluate(f"{NET}.player.skip()")
    told.tell(network, last, 100, live=True, takes=True, halted=True, goes_on=True)
    page.wait_for_function(f"{NET}.hand.told.takes")
    np.testing.assert_array_equal(page.evaluate(f"[...{NET}.weights]"), film[42])
    expect(page.locator(".nn-changed")).to_be_hidden()
    assert page.evaluate("window.sent") is None
    page.evaluate(f"Object.assign({NET}.hand, {{ send: window.own }})")
    page.evaluate(f"{NET}.unpin()")


def wait_for_line(page: Any, told: Told) -> None:
    """Another kind of picture takes the place of the one before."""
    page.wait_for_function(f"document.querySelector('.nc-large') && {NET}?.player.run === {told.run}")


def test_on_one_number_the_curves_are_what_every_layer_of_keras_says(page: Any, told: Told) -> None:
    spec = on_one_number()
    data, model = load_dataset(spec.dataset), build_model(spec)
    model.set_weights(random_weights(model))
    told.tell(describe(spec, data), {0: flat(model.get_weights())})
    wait_for_line(page, told)
    curves = page.evaluate(f"{NET}.maps()")
    low, high = (axis[place] for axis in grid_axes(data) for place in (0, -1))
    places = np.linspace(low, high, LINE_PLACES)
    values = data.preprocess.inputs(places[:, None])
    assert list(curves) == [layer.name for layer in model.layers]
    for layer in model.layers:
        values = np.asarray(layer(values, training=False))
        np.testing.assert_allclose(np.transpose(curves[layer.name]), values, rtol=1e-4, atol=1e-4, err_msg=layer.name)
    assert meets_both_signs(spec, {name: np.transpose(each) for name, each in curves.items()})
    answers = page.evaluate(f"{NET}.answers()")
    np.testing.assert_allclose(answers["x"], places, atol=1e-5)
    np.testing.assert_allclose(answers["y"], values[:, 0], rtol=1e-4, atol=1e-4)
    keras_loss = model.evaluate(data.x_train, data.y_train, verbose=0, return_dict=True)
    assert page.evaluate(f"{NET}.computed.scores.training.loss") == pytest.approx(keras_loss["loss"], rel=1e-3)


DRAWN = """([x, y]) => {
  // Darkest pixel around a place of the plot, in shares of its frame.
  const canvas = document.querySelector('.nc-large .nn-dots');
  const { picture } = document.querySelector('.nnplay-network').network;
  const { left, top, width, height } = picture.frame, dense = canvas.width / picture.place.large.size;
  const at = [left + x * width, top + (1 - y) * height].map((one) => Math.round(one * dense) - 1);
  const pixels = canvas.getContext('2d').getImageData(...at, 3, 3).data;
  const dark = (at) => pixels[at + 3] - Math.max(...pixels.slice(at, at + 3));
  return Math.max(...Array.from({ length: 9 }, (_, i) => dark(4 * i)));
}"""

SMALL = """() => [...document.querySelectorAll('.nn-small')].map((one) => one.toDataURL())"""


def test_on_one_number_a_moved_weight_moves_the_curve_and_the_loss_and_a_place_is_told(page: Any, told: Told) -> None:
    dataset = DatasetSpec("line", noise=0.0, slope=2.0, intercept=1.0)
    spec = SPECS["line"].with_dataset(dataset)
    network = describe(spec, load_dataset(dataset))
    told.tell(network, {0: np.array([0, 0], np.float32), 5: np.array([2.0, 1.5], np.float32)})
    wait_for_line(page, told)
    expect(page.locator(EPOCH)).to_have_text("Epoch 5")
    expect(page.locator(".nn-numbers")).to_contain_text("Loss: training 0.25, test 0.25")
    (left, right), (low, high) = network["view"]["x"], network["view"]["y"]
    # Between two points, where no dot hides it: the line is at 2 x + 1.5, and not elsewhere.
    xs = np.sort(np.frombuffer(base64.b64decode(network["points"]["training"]["x"]), "<f4"))
    widest = int(np.argmax(np.diff(xs[20:-20]))) + 20
    x = float(xs[widest] + xs[widest + 1]) / 2
    across, up = (x - left) / (right - left), (2 * x + 1.5 - low) / (high - low)
    assert page.evaluate(DRAWN, [across, up]) > 150
    assert page.evaluate(DRAWN, [across, up + 0.1]) < 100
    before, loss = page.evaluate(SMALL), page.locator(".nn-numbers").inner_text()
    unit(page, 1, 0).click()
    panel = page.locator(".nn-panel")
    expect(panel).to_contain_text("2.00·x + 1.50")
    page.get_by_role("spinbutton", name="Bias of Output").fill("3.5")
    expect(page.locator(".nn-changed")).to_contain_text("Training loss 0.25 → 6.25.")
    assert page.locator(".nn-numbers").inner_text() != loss
    assert page.evaluate(SMALL)[0] == before[0]
    assert page.evaluate(SMALL)[1] != before[1]
    assert page.evaluate(DRAWN, [across, up + 2 / (high - low)]) > 150
    # What is said at a place, and the same in words.
    page.locator(".nc-large").hover(position={"x": 150, "y": 100})
    place = page.evaluate(f"{NET}.picture.at")
    shown = left + (right - left) * place / (LINE_PLACES - 1)
    expect(page.locator(".nn-tip")).to_have_text(f"x {shown:.2f}\nnetwork says {2 * shown + 3.5:.2f}".replace("-", "−"))
    page.get_by_role("button", name="Put back").click()
    expect(page.locator(".nn-numbers")).to_have_text(loss)
    page.keyboard.press("Escape")
    unit(page, 1, 0).focus()
    ends = f"output {2 * left + 1.5:.2f} at x {left:.2f} and {2 * right + 1.5:.1f} at x {right:.2f}".replace("-", "−")
    expect(page.locator(":focus")).to_have_attribute("aria-label", f"Output, {ends}, bias 1.50, weight of x 2.00")
    # The test points and what they are.
    expect(page.locator(".nn-scale")).to_have_text("TrainingNetwork")
    page.get_by_label("Test points").check()
    expect(page.locator(".nn-scale")).to_have_text("TrainingTestNetwork")
    page.get_by_label("Test points").uncheck()


def test_a_weight_is_moved_acts_at_once_and_is_put_back(page: Any) -> None:
    unit(page, 1, 0).click()
    panel = page.locator(".nn-panel")
    expect(panel).to_contain_text("Layer 1, unit 1")
    # The first weight has grown to 1; the others are as they were made.
    expect(panel).to_contain_text("relu(1.00·x + 2.00·y + 0.50)")
    expect(panel).to_contain_text("Without this unit the loss would")
    before = page.evaluate(f"{NET}.maps()")
    loss = page.locator(".nn-numbers").inner_text()
    page.get_by_role("combobox", name="The number to change").select_option("Weight of y")
    number = page.get_by_role("spinbutton", name="Weight of y of Layer 1, unit 1")
    expect(number).to_have_value("2")
    number.fill("-1.5")
    expect(panel).to_contain_text("relu(1.00·x − 1.50·y + 0.50)")
    expect(page.locator(".nn-changed")).to_contain_text("What if: One number moved by hand.")
    assert page.locator(".nn-numbers").inner_text() != loss
    moved = page.evaluate(f"{NET}.maps()")
    x, y = (np.ravel(axis) for axis in np.meshgrid(*grid_axes(load_dataset(DatasetSpec("points")))))
    np.testing.assert_allclose(moved["dense_1"][0], np.maximum(x - 1.5 * y + 0.5, 0), atol=1e-5)
    assert moved["dense_1"][1] == before["dense_1"][1]
    assert moved["output"] != before["output"]

    page.get_by_role("button", name="Put back").click()
    assert page.evaluate(f"{NET}.maps()") == before
    assert page.locator(".nn-numbers").inner_text() == loss
    expect(page.locator(".nn-changed")).to_be_hidden()


def test_an_edge_tells_its_weight_and_is_chosen_by_a_click(page: Any) -> None:
    first, second = unit(page, 0, 1).bounding_box(), unit(page, 1, 0).bounding_box()
    x = (first["x"] + first["width"] + second["x"]) / 2
    y = (first["y"] + first["height"] / 2 + second["y"] + second["height"] / 2) / 2
    page.mouse.move(x, y)
    expect(page.locator(".nn-tip")).to_contain_text("to Layer 1, unit")
    page.mouse.click(x, y)
    expect(page.locator(".nn-panel")).to_be_visible()
    assert page.get_by_role("combobox", name="The number to change").input_value() != "0", "not the bias"


def test_every_unit_and_weight_is_reached_with_the_keyboard_and_read_out(page: Any) -> None:
    unit(page, 1, 0).focus()
    assert unit(page, 1, 0).get_attribute("aria-label") == (
        "Layer 1, unit 1, bias 0.50, weight of x 1.00, weight of y 2.00"
    )
    page.keyboard.press("ArrowDown")
    expect(unit(page, 1, 1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(unit(page, 2, 0)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.column") == "0"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelectorAll('.nn-unit[tabindex=\"0\"]').length") == 1
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="The number to change")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".nn-panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.className").startswith("nn-unit")
    page.get_by_text("The network as a table").click()
    rows = page.locator(".nn-table tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("bias 1.00 · weight of x −1.00 · weight of y 0.00")


OVERLAPS = """() => {
  const parts = document.querySelectorAll('.nn-label > *, .nn-caption, .nn-large, .nn-input');
  const boxes = [...parts].map((one) => one.getBoundingClientRect());
  const outside = boxes.filter((box) => box.left < 0 || box.right > innerWidth).length;
  let touching = 0;
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) touching += 1;
  }));
  const cut = [...document.querySelectorAll('.nn-label > *')].filter((one) => one.scrollWidth > one.clientWidth);
  return [outside, touching, cut.map((one) => one.textContent)];
}"""


BLANK_FRAMES = """() => {
  window.blankFrames = 0;
  const look = () => {
    if (document.querySelector('.nn-unit.nn-blank')) window.blankFrames += 1;
    requestAnimationFrame(look);
  };
  look();
}"""


def room(page: Any, spec: ExperimentSpec) -> int:
    """How high the page expects the picture to be at its width."""
    width = page.evaluate(f"{NET}.node.clientWidth")
    rooms = network_room(spec, edited=False)
    return rooms[max(least for least in rooms if least <= width)]


@pytest.mark.sweep(keep=("390",))
@pytest.mark.parametrize("width", [390, 600, 1400])
def test_labels_never_cross_and_all_fits(page: Any, told: Told, width: int) -> None:
    layers = [LayerSpec("Dense", units=16), LayerSpec("BatchNormalization"), LayerSpec("Dropout", rate=0.375)]
    spec = SPECS["spiral"].with_layers((*layers, LayerSpec("Dense", units=40), LayerSpec("LayerNormalization")))
    wine = SPECS["wine"].with_layers(spec.layers[2:])
    told.tell(describe(wine, load_dataset(wine.dataset)), {0: np.ones(trace(wine).parameters, np.float32)})
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function(f"{NET}?.sayings && {NET}.player.run === {told.run}")
    page.wait_for_function(f"Math.abs({NET}.picture.width - {NET}.node.clientWidth) < 1")
    assert page.evaluate(f"{NET}.node.offsetHeight") == room(page, wine)
    told.tell(describe(spec, load_dataset(spec.dataset)), {0: np.ones(build_model(spec).count_params(), np.float32)})
    page.set_viewport_size({"width": width, "height": 900})
    wait_for_run(page, told)
    page.wait_for_function(f"Math.abs({NET}.picture.width - {NET}.node.clientWidth) < 1")
    assert page.evaluate(OVERLAPS) == [0, 0, []]
    assert page.evaluate(f"{NET}.node.offsetHeight") == room(page, spec)
    # The film's slider has room for a finger.
    assert page.locator(".nn-film").bounding_box()["width"] > 180
    expect(page.get_by_text("… 26 more").first).to_be_visible()
    one = SPECS["line"].with_layers(spec.layers)
    told.tell(describe(one, load_dataset(one.dataset)), {0: np.ones(trace(one).parameters, np.float32)})
    wait_for_line(page, told)
    assert page.evaluate(OVERLAPS) == [0, 0, []]
    assert page.evaluate(f"{NET}.node.offsetHeight") == room(page, one)
    # A long name of an own table's column ends before its unit.
    network = describe(one, load_dataset(one.dataset))
    network["inputs"][0]["name"] = "living area in square meters"
    told.tell(network, {0: np.ones(trace(one).parameters, np.float32)})
    wait_for_line(page, told)
    name, first = page.locator(".nn-input").bounding_box(), unit(page, 0, 0).bounding_box()
    assert name["x"] >= 0
    assert name["x"] + name["width"] <= first["x"]


@pytest.mark.thorough
def test_on_the_playground_a_network_is_alive_and_another_dataset_leaves_nothing_of_the_run_before(
    app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(app.address)
    wait_for_charts(page)
    choose(page, "Experiment", "Two spirals in the plane")
    page.get_by_text("337 parameters in all").wait_for()
    choose(page, "Dataset", "XOR")
    network = page.locator(".nnplay-network")
    network.get_by_text("same sign").wait_for()  # the names of the classes, not those of the spiral
    train(page)
    page.get_by_text("All epochs are done.").wait_for()
    network.get_by_text("Loss: training").wait_for()
    assert page.locator(".st-key-loss-curve").evaluate("node => getComputedStyle(node).opacity") == "1"
    choose(page, "Dataset", "Spiral")
    network.get_by_text("first arm").wait_for()
    assert page.evaluate(f"{NET}.player.run") == 0
    page.get_by_text("Curves of run 1, which used different settings").wait_for()
    assert page.locator(".st-key-loss-curve").evaluate("node => getComputedStyle(node).opacity") == "0.45"

    # The spiral itself, which has not been trained here, lives with the weights that its training starts from.
    choose(page, "Experiment", "Two spirals in the plane")
    page.wait_for_function(f"{NET}.player.run === 0 && {NET}.weights?.length === 337", timeout=WAIT)
    initial = build_model(SPECS["spiral"]).get_weights()
    np.testing.assert_array_equal(page.evaluate(f"[...{NET}.weights]"), flat(initial))
    expect(page.locator(EPOCH)).to_have_text("Epoch 0")
    page.evaluate(BLANK_FRAMES)
    train(page)
    page.get_by_test_id("stProgress").get_by_text("300 of 300 epochs").first.wait_for()
    assert page.evaluate("window.blankFrames") == 0, "no frame between the untrained network and its training is blank"
    # The map of the data and the curves belong to the frame that is shown.
    page.wait_for_function(f"{NET}.player.epochs.at(-1) === 300", timeout=WAIT)
    page.locator(".st-key-living-network").get_by_role("slider", name="Position in the film").focus()
    page.keyboard.press("End")
    expect(page.locator(EPOCH)).to_have_text("Epoch 300")
    page.keyboard.press("Home")
    expect(page.locator(EPOCH)).to_have_text("Epoch 0")
    expect(page.locator(".st-key-loss-curve .nnplay-veil")).to_be_visible()
    result = page.locator(".st-key-curves .stProgress p")
    expect(result).to_be_hidden()
    page.wait_for_function(
        f"""(([map, said]) => map && said && Math.abs(map - said) < 1e-6)([
          document.querySelector('.st-key-data-map .js-plotly-plot')?._fullData?.[0].z?.[7]?.[9],
          {NET}.maps().output[0][7 * 50 + 9],
        ])"""
    )
    page.keyboard.press("End")
    expect(page.locator(".st-key-loss-curve .nnplay-veil")).to_be_hidden()
    expect(result).to_contain_text("300 of 300 epochs")


@pytest.mark.thorough
def test_on_the_playground_a_network_on_one_number_moves_while_it_trains_and_its_data_with_it(
    app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(app.address)
    wait_for_charts(page)
    page.emulate_media(reduced_motion="no-preference")
    choose(page, "Experiment", "A line through points")
    page.wait_for_function(f"document.querySelector('.nc-large') && {NET}.weights?.length === 2", timeout=WAIT)
    np.testing.assert_array_equal(page.evaluate(f"[...{NET}.weights]"), flat(build_model(SPECS["line"]).get_weights()))
    height = page.evaluate(f"{NET}.node.offsetHeight")
    page.evaluate("""() => { window.seen = new Set(); const look = () => {
      const net = document.querySelector('.nnplay-network')?.network;
      if (net?.player.run) window.seen.add([...net.weights ?? []].join());
      requestAnimationFrame(look);
    }; look(); }""")
    train(page)
    expect(page.locator(EPOCH)).to_have_text("Epoch 60", timeout=WAIT)
    assert page.evaluate("window.seen.size") > 10, "it has moved"
    assert page.evaluate(f"{NET}.node.offsetHeight") == height
    page.get_by_role("button", name="Previous frame").click()
    for _ in range(3):
        page.get_by_role("button", name="Previous frame").click()
    at, weights = page.evaluate(f"[{NET}.player.shown.epoch, [...{NET}.weights]]")
    assert at < 60
    page.wait_for_function(
        """([weight, bias]) => {
          const { _fullData } = document.querySelector('.st-key-data-map .js-plotly-plot');
          const { x, y } = _fullData.find(({ meta }) => meta?.curve);
          return [0, 70, 200].every((place) => Math.abs(weight * x[place] + bias - y[place]) < 1e-4);
        }""",
        arg=weights,
    )


def test_numbers_in_the_picture_stay_short_also_where_a_training_has_diverged(browser: Any) -> None:
    helper = (ROOT / "nnplay/ui/common/script_texts/say.js").read_text(encoding="utf-8")
    words = (ROOT / "nnplay/ui/common/network/words.js").read_text(encoding="utf-8").split("\n", 4)[4]
    source = f"{helper}\nconst {{ written, percent, count }} = window.nnplayTexts;\n{words}"
    tab = browser.new_page()
    try:
        rounded = tab.evaluate(
            """async ([source, values]) => {
                const words = await import(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));
                const { nnplayTexts } = window;
                return Object.fromEntries(["en", "de", "es"].map((language, place) => {
                    nnplayTexts.take(language, {}, String(place));
                    return [language, [
                        ...[...values, NaN, 1 / 0].map(words.round),
                        nnplayTexts.percent(0.9125), nnplayTexts.count(12345), nnplayTexts.separators,
                        nnplayTexts.take("en", {}, String(place - 1)),
                    ]];
                }));
            }""",
            [source, [0.123, -12.34, 4567.8, 99_999.4, -4.5e21, 1e-9]],
        )
    finally:
        tab.close()
    english = ["0.12", "−12.3", "4568", "99999", "−4.5e21", "0.00", "?", "?"]
    assert rounded["en"] == [*english, "91.3%", "12,345", ".,", True]
    # A text of another language is not taken from a message that a newer one has overtaken.
    with_comma = [text.replace(".", ",") for text in english]
    assert rounded["de"] == rounded["es"] == [*with_comma, "91,3\u00a0%", "12.345", ",.", False]
