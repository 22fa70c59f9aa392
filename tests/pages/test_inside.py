"""Look inside: which example goes through the network, and what each part shows of it."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.figures import show_percent
from nnplay.figures.living_network import unpacked
from nnplay.spec import DatasetSpec, LayerSpec
from nnplay.ui.common.server import ask, engine
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.draw.state import DrawState
from nnplay.ui.inside.state import InsideState
from tests.pages.factories import (
    INSIDE,
    PREDICT,
    SEVEN,
    chart,
    errors,
    give_trained,
    healthy,
    network_picture,
    open_app,
    press,
    session_of,
    start_long,
    texts,
    turn_to,
)
from tests.waiting import SECONDS, eventually


@pytest.fixture(scope="module")
def app() -> tuple[AppTest, dict[str, SessionRun]]:
    """A session with a network for points in the plane, a line and a digit reader, the last one shown."""
    at = open_app()
    runs = {"spiral": give_trained(at, SPECS["spiral"].with_training(epochs=4))}
    dense = LayerSpec("Dense", units=6, activation="relu")
    flat = SPECS["digits-cnn"].with_layers((LayerSpec("Flatten"), dense))
    table = SPECS["pima-mlp"].with_dataset(DatasetSpec("iris")).with_layers((dense,))
    for name, spec in (("flat", flat), ("table", table)):
        runs[name] = give_trained(at, spec.with_training(epochs=2, batch_size=32))
    runs |= {name: give_trained(at, name) for name in ("line", "digits-cnn")}
    return at, runs


@pytest.fixture
def digits(app: tuple[AppTest, dict[str, SessionRun]]) -> tuple[AppTest, SessionRun]:
    """The inside view of the digit reader, as it is first opened."""
    at, runs = app
    return look_at(at, runs["digits-cnn"]), runs["digits-cnn"]


def look_at(at: AppTest, run: SessionRun, part: str = "Feature maps") -> AppTest:
    """Opens a part of the inside view for a run, at test example 0."""
    session = session_of(at)
    inside = session.part(InsideState)
    inside.picture, session.part(DrawState).drawing = None, None
    inside.look_at(0, part)
    turn_to(at, INSIDE)
    return healthy(at.selectbox[0].set_value(run.number).run())


def weights_of(told: dict[str, Any]) -> np.ndarray:
    """The newest weights that a picture is told."""
    return unpacked(told["now"]["weights"])


def source(at: AppTest, run: SessionRun, name: str) -> None:
    """Chooses where the example comes from."""
    session_of(at).part(InsideState).source = name
    healthy(at.run())


def upload(at: AppTest, name: str, content: bytes) -> None:
    healthy(at.file_uploader[0].upload(name, content, "image/png").run())


def test_every_layer_is_on_the_page_from_input_to_softmax(digits: tuple[AppTest, SessionRun]) -> None:
    at, run = digits
    assert at.selectbox[0].value == run.number
    for title in (
        "**Input** · 8 × 8 × 1",
        "**1. Conv2D** · 8 × 8 × 16",
        "**3. MaxPooling2D** · 4 × 4 × 32",
        "**5. Dense** · 64",
        "**Output** · 10",
    ):
        assert title in texts(at)
    before, after = (chart(at, name) for name in ("2. Conv2D: 32 maps of 8 × 8", "3. MaxPooling2D: 32 maps of 4 × 4"))
    assert before["layout"]["meta"]["tile"] == pytest.approx(
        2 * after["layout"]["meta"]["tile"], abs=2
    )  # pooling halves
    assert errors(at) == ""


def test_an_example_is_chosen_by_number_by_class_and_at_random(digits: tuple[AppTest, SessionRun]) -> None:
    at, run = digits
    first = chart(at, "1. Conv2D")["data"]
    healthy(at.number_input(key=f"example-{run.number}").set_value(7).run())
    assert chart(at, "Test example 7")
    assert chart(at, "1. Conv2D")["data"] != first
    healthy(at.selectbox(key=f"example-{run.number}-class").set_value("4").run())
    truth = load_dataset(run.job.spec.dataset).y_test
    inside = session_of(at).part(InsideState)
    assert inside.example >= 7
    assert truth[inside.example] == 4
    assert not (truth[7 : inside.example] == 4).any()
    press(at, "Random")
    assert truth[inside.example] == 4
    assert at.number_input(key=f"example-{run.number}").value == inside.example


def test_an_upload_goes_through_the_network_or_gets_a_sentence(digits: tuple[AppTest, SessionRun]) -> None:
    at, run = digits
    source(at, run, "upload")
    upload(at, "broken.png", b"this is no picture")
    assert "This file is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture" in errors(at)
    assert "Until then test example 0 goes through the network." in texts(at)
    pixels = np.full((90, 90), 255, np.uint8)
    pixels[20:70, 42:48] = 0
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    upload(at, "one.png", file.getvalue())
    assert errors(at) == ""
    assert chart(at, "Your picture")
    assert "The network says **1**" in texts(at)


def test_the_drawing_of_the_draw_page_goes_through_the_network(digits: tuple[AppTest, SessionRun]) -> None:
    at, run = digits
    source(at, run, "drawing")
    assert "There is no drawing yet" in texts(at)
    session_of(at).part(DrawState).drawing = json.loads(json.dumps(SEVEN))
    healthy(at.run())
    assert "The network says **7**" in texts(at)
    assert chart(at, "1. Conv2D: 16 maps")


def test_a_map_opened_large_shows_the_sum_behind_its_number(digits: tuple[AppTest, SessionRun]) -> None:
    at, _ = digits
    healthy(at.button(key="maps-2-large").click().run())
    assert chart(at, "The input, with the receptive field framed")["layout"]["shapes"]
    assert "the receptive field, 5 × 5 pixels" in texts(at)
    assert "**The sum of each of the 16 input channels**" in texts(at)
    assert "Sum of all 16 channels" in texts(at)
    assert "→ relu → **" in texts(at)
    assert chart(at, "Window of channel 0")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "Nothing comes before it"),
        (3, "largest number in this window"),
        (4, "puts the numbers in one row"),
        (5, "for each of the 512 inputs"),
        (6, "Softmax compares this number"),
    ],
)
def test_every_kind_of_layer_says_where_its_number_comes_from(
    digits: tuple[AppTest, SessionRun], number: int, words: str
) -> None:
    at, _ = digits
    healthy(at.button(key=f"maps-{number}-large").click().run())
    assert words in texts(at)
    assert errors(at) == ""


def test_kernels_are_shown_with_their_numbers_and_what_they_do(digits: tuple[AppTest, SessionRun]) -> None:
    at, run = digits
    look_at(at, run, "Kernels")
    assert chart(at, "Kernels of conv2d_1 for input channel 0")
    assert chart(at, "The weights of filter 0")
    assert chart(at, "After the activation: 8 × 8")
    healthy(at.selectbox(key=f"kernel-layer-{run.number}").set_value("conv2d_2").run())
    healthy(at.number_input(key=f"kernel-filter-{run.number}-conv2d_2").set_value(5).run())
    alone = chart(at, "Its kernel answers")["data"]
    healthy(at.selectbox(key=f"kernel-channel-{run.number}-conv2d_2").set_value(3).run())
    assert chart(at, "Kernels of conv2d_2 for input channel 3")
    assert chart(at, "The weights of filter 5")
    assert chart(at, "Its kernel answers")["data"] != alone
    healthy(at.selectbox(key=f"kernel-channel-{run.number}-conv2d_2").set_value(-1).run())
    assert chart(at, "All 32 × 16 kernels of conv2d_2")
    healthy(at.selectbox(key=f"kernel-layer-{run.number}").set_value("dense_5").run())
    assert chart(at, "Weights of dense_5: 512 inputs by 64 units")
    assert errors(at) == ""


def test_a_network_without_convolution_shows_its_weights_and_says_why(
    app: tuple[AppTest, dict[str, SessionRun]],
) -> None:
    at, runs = app
    look_at(at, runs["line"], "Kernels")
    assert "has no convolution layer" not in texts(at)  # which nobody expects of a line
    assert chart(at, "Weights of output: 1 inputs by 1 units")
    (parts,) = [each for each in at.get("button_group") if "Why" in [one.content for one in each.proto.options]]
    titles = [one.content for one in parts.proto.options]
    assert titles[:3] == ["Outputs", "Network", "Weights"]
    assert "What a filter looks for" not in titles
    assert errors(at) == ""


def test_why_stands_side_by_side_for_the_answer_and_for_another_class(digits: tuple[AppTest, SessionRun]) -> None:
    at, run = digits
    look_at(at, run, "Why")
    assert "**Why 2, the network's answer" in texts(at)
    for way in ("Saliency", "Occlusion", "Grad-CAM"):
        assert chart(at, f"{way} for 2, the network's answer")
    healthy(at.selectbox(key=f"why-other-{run.number}-2").set_value(8).run())
    assert chart(at, "Grad-CAM for 8, compared")
    assert errors(at) == ""


def test_why_of_a_regression_are_bars_and_a_sentence(app: tuple[AppTest, dict[str, SessionRun]]) -> None:
    at, runs = app
    look_at(at, runs["line"], "Why")
    assert "no Grad-CAM" in texts(at)
    assert chart(at, "Saliency for y: x 1.")  # its slope
    assert errors(at) == ""


def test_representations_show_every_layer_and_a_click_chooses_the_example(digits: tuple[AppTest, SessionRun]) -> None:
    at, run = digits
    look_at(at, run, "Representations")
    figure = chart(at, "PCA of 6 layers: Input, nearest neighbor of the same class: 94.0%")
    points = sum(len(trace["x"]) for trace in figure["data"] if "customdata" in trace)
    assert points == 6 * 300
    at.session_state["representations"] = {"clicked": {"customdata": 17}}
    healthy(at.run())
    healthy(at.segmented_control(key=f"represent-{run.number}").set_value("t-SNE").run())
    assert chart(at, "t-SNE of 6 layers")
    assert errors(at) == ""


def test_pictures_that_please_a_filter_are_made_for_each_and_change_with_the_seed(
    digits: tuple[AppTest, SessionRun],
) -> None:
    at, run = digits
    look_at(at, run, "What a filter looks for")
    first = chart(at, "Preferred pictures of 16 filters of 1. Conv2D")["data"]
    healthy(at.number_input(key=f"preferred-seed-{run.number}").set_value(5).run())
    assert chart(at, "Preferred pictures of 16 filters")["data"] != first
    assert errors(at) == ""


def test_weights_activations_and_dead_units_are_shown_epoch_by_epoch(
    app: tuple[AppTest, dict[str, SessionRun]],
) -> None:
    at, runs = app
    look_at(at, runs["spiral"], "Over training")
    epochs = runs["spiral"].job.history.checkpoints
    dead = chart(at, "Share of dead units at the last epoch: 1. Dense")["data"]
    assert [trace["name"] for trace in dead] == ["1. Dense", "2. Dense"]
    assert dead[0]["x"] == list(epochs)
    weights = chart(at, "Weights of 2. Dense")["data"][0]
    assert np.array(weights["z"]).shape[1] == len(epochs)
    assert np.square(weights["z"]).sum(axis=0) == pytest.approx(1, abs=1e-4)  # all weights are in some bin
    assert errors(at) == ""


def test_of_data_in_the_plane_every_neuron_has_its_map(app: tuple[AppTest, dict[str, SessionRun]]) -> None:
    at, runs = app
    run = runs["spiral"]
    look_at(at, run, "Neurons")
    assert chart(at, "1. Dense: maps of 16 neurons")
    assert chart(at, "Neuron 0 of Output over the plane")
    healthy(at.selectbox(key=f"neuron-layer-{run.number}").set_value("dense_2").run())
    now = chart(at, "Neuron 0 of 2. Dense over the plane")["data"][0]["z"]
    run.epoch = 0
    healthy(at.run())
    assert chart(at, "Neuron 0 of 2. Dense")["data"][0]["z"] != now  # the film shows it as it was
    # So does the whole network, whose maps the browser makes of the weights.
    look_at(at, run, "Network")
    told = network_picture(at)
    np.testing.assert_array_equal(weights_of(told), run.job.history.film[0])
    assert (told["now"]["epoch"], told["still"], told["linked"], told["trains"]) == (0, True, False, False)
    run.epoch = None
    healthy(at.run())
    np.testing.assert_array_equal(weights_of(network_picture(at)), ask(run, "weights"))
    assert errors(at) == ""


def test_of_a_table_the_network_shows_the_example_of_the_page(app: tuple[AppTest, dict[str, SessionRun]]) -> None:
    at, runs = app
    look_at(at, runs["table"], "Network")
    session_of(at).part(InsideState).look_at(5)
    healthy(at.run())
    told = network_picture(at)
    assert (told["example"], told["picks"]) == (5, True)
    np.testing.assert_array_equal(weights_of(told), ask(runs["table"], "weights"))


def test_along_a_line_the_network_is_made_of_curves_and_no_example_is_chosen(
    app: tuple[AppTest, dict[str, SessionRun]],
) -> None:
    at, runs = app
    look_at(at, runs["line"], "Network")
    told = network_picture(at)
    assert (told["main"], told["network"]["kind"], told["picks"], told["still"]) == ("line.js", "line", False, True)
    np.testing.assert_array_equal(weights_of(told), ask(runs["line"], "weights"))
    assert errors(at) == ""


def test_along_a_line_every_neuron_has_its_curve(app: tuple[AppTest, dict[str, SessionRun]]) -> None:
    at, runs = app
    look_at(at, runs["line"], "Neurons")
    assert chart(at, "Output: answers of 1 neurons")
    assert errors(at) == ""


SENTENCES = {
    "Feature maps": "**Output**",
    "Why": "no Grad-CAM",
    "Representations": "test examples as each layer sees them",
    "Over training": "**Dead units**",
    "Neurons": "only where the data lie in the plane or on a line",
}


@pytest.mark.parametrize("part", SENTENCES)
def test_a_table_gets_the_parts_that_make_sense_and_a_sentence_for_the_rest(
    app: tuple[AppTest, dict[str, SessionRun]], part: str
) -> None:
    at, runs = app
    look_at(at, runs["table"], part)
    assert SENTENCES[part] in texts(at)
    assert errors(at) == ""


def test_units_that_read_all_pixels_show_their_weights_as_pictures(app: tuple[AppTest, dict[str, SessionRun]]) -> None:
    at, runs = app
    run = runs["flat"]
    look_at(at, run, "Kernels")
    assert "has no convolution layer" in texts(at)
    healthy(at.number_input(key=f"kernel-filter-{run.number}-dense_2").set_value(4).run())
    weights = np.array(chart(at, "Weights of unit 4")["data"][0]["z"])
    pixels, products = (np.array(chart(at, name)["data"][0]["z"]) for name in ("Pixels", "Products"))
    np.testing.assert_allclose(products, pixels * weights, atol=1e-6)
    assert f"All products together {products.sum():.3f}" in texts(at)
    look_at(at, run, "Why")
    assert "Grad-CAM needs a convolution layer" in texts(at)
    assert chart(at, "Saliency for")
    look_at(at, run, "What a filter looks for")
    assert chart(at, "Preferred pictures of 6 units")
    assert errors(at) == ""


def test_images_have_no_neuron_maps_and_a_line_no_dead_units(app: tuple[AppTest, dict[str, SessionRun]]) -> None:
    at, runs = app
    look_at(at, runs["digits-cnn"], "Neurons")
    assert "only where the data lie in the plane or on a line" in texts(at)
    look_at(at, runs["line"], "Over training")
    assert "it has no dead units" in texts(at)
    assert errors(at) == ""


@pytest.mark.thorough
def test_a_network_is_looked_into_while_it_is_trained(at: AppTest) -> None:
    run = start_long(at)
    turn_to(at, INSIDE)
    assert "Still in training, shown as it was after epoch" in texts(at)
    assert chart(at, "1. Conv2D: 16 maps")
    healthy(at.button(key="maps-1-large").click().run())
    assert "Sum" in texts(at)
    # The whole network follows the training by itself.
    look_at(at, run, "Network")
    assert "Still in training" not in texts(at)
    assert eventually(lambda: healthy(at.run()) and network_picture(at)["frames"])
    told = network_picture(at)
    assert (told["live"], told["whole"], told["still"]) == (True, False, True)
    assert errors(at) == ""
    engine().kill(run.job)
    assert run.job.wait(SECONDS)


def test_a_regression_shows_its_numbers_and_what_it_predicts(app: tuple[AppTest, dict[str, SessionRun]]) -> None:
    at, runs = app
    look_at(at, runs["line"])
    assert "Predicted y" in texts(at)
    assert chart(at, "Output: 1 numbers")
    assert errors(at) == ""


# The same on Predict ----------------------------------------------------------------------------


def predict_with(at: AppTest, run: SessionRun) -> AppTest:
    turn_to(at, PREDICT)
    return healthy(at.selectbox[0].set_value(run.number).run())


def test_a_place_in_the_plane_is_predicted_beside_the_map_and_the_neurons(
    app: tuple[AppTest, dict[str, SessionRun]],
) -> None:
    at, runs = app
    run = runs["spiral"]
    predict_with(at, run)
    for axis, value in (("x", 2.5), ("y", -1.25)):
        healthy(at.slider(key=f"predict-place-{run.number}-{axis}").set_value(value).run())
    traces = chart(at, "Points of the dataset, colored by class")["data"]
    assert [traces[-1]["x"], traces[-1]["y"]] == [[2.5], [-1.25]]
    assert traces[-2]["type"] == "contour"
    assert (traces[-2]["contours"]["start"], traces[-2]["contours"]["end"]) == (0.5, 0.5)
    inputs = Preprocess.load(run.job.folder).inputs(np.array([[2.5, -1.25]])).astype(np.float32)
    (share,) = ask(run, "predict", inputs=inputs)[0]
    assert chart(at, f"Probabilities: first arm {1 - share:.1%}, second arm {share:.1%}")
    for number, (name, units) in enumerate((("Dense", 16), ("Dense", 16)), start=1):
        assert len(chart(at, f"What the units of {number}. {name} say")["data"][0]["y"]) == units
    # A number just below zero is told as 0, not as -0.00.
    slider = healthy(at.slider(key=f"predict-place-{run.number}-y").set_value(-0.001).run()).slider
    assert str(slider(key=f"predict-place-{run.number}-y").value) == "0.0"
    assert errors(at) == ""


def test_one_picture_is_predicted_with_the_whole_network_beside_it(app: tuple[AppTest, dict[str, SessionRun]]) -> None:
    at, runs = app
    run = runs["digits-cnn"]
    session_of(at).part(InsideState).look_at(3)
    predict_with(at, run)
    data = load_dataset(run.job.spec.dataset)
    shares = ask(run, "predict", inputs=data.x_test[3:4])[0]
    assert f"The network says **{shares.argmax()}** with probability {show_percent(float(shares.max()))}" in texts(at)
    assert len(chart(at, "Probabilities: 0 ")["data"][0]["x"]) == 10
    told = network_picture(at)
    assert (told["example"]["title"], told["example"]["truth"]) == ("Test example 3", str(data.y_test[3]))
    assert told["still"]
    output = np.frombuffer(base64.b64decode(told["now"]["layers"][-1]["floats"]), "<f4")
    np.testing.assert_allclose(output, shares, atol=1e-5)

    # What is looked at here is what Look inside looks at, where the same picture is one of its parts.
    look_at(at, run)
    look_at(at, run, "Network")
    assert network_picture(at)["example"]["title"] == "Test example 0"
    source(at, run, "drawing")
    assert "There is no drawing yet" in texts(at)
