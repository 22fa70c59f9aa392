"""A drawing that is given to a network, without a page."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import digit_reader, sketch
from nnplay.datasets.preprocessing.pixels import shuffle
from nnplay.digit_reader.reading import read
from nnplay.errors import BlankSketchError
from nnplay.inspection.results import LayerOutput
from tests.sketch.factories import fabric_path

CANVAS = 320
SEVEN = fabric_path([["M", 100, 60], ["L", 220, 60], ["L", 150, 280]])


class Shipped:
    """The reader that ships with nnplay."""

    input_shape = (28, 28, 1)

    def arrange(self, pictures: np.ndarray) -> np.ndarray:
        return pictures

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return digit_reader.shipped().predict(inputs)

    def layers(self, example: np.ndarray) -> list[LayerOutput]:
        return digit_reader.shipped().feature_maps(example)

    def unfamiliar(self, inputs: np.ndarray) -> np.ndarray:
        return ~digit_reader.shipped().answers(inputs).is_digit(digit_reader.facts().threshold)


class MeanInk:
    """Says how much ink there is on the picture."""

    input_shape = (8, 8, 1)

    def arrange(self, pictures: np.ndarray) -> np.ndarray:
        return pictures

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return np.repeat(inputs.mean(axis=(1, 2, 3))[:, None], 10, axis=1)

    def layers(self, example: np.ndarray) -> list[LayerOutput]:
        return [LayerOutput("output", "Dense", self.predict(example[None])[0])]

    def unfamiliar(self, inputs: np.ndarray) -> np.ndarray:
        return inputs.mean(axis=(1, 2, 3)) < 0.02


def test_a_drawn_seven_is_read_as_one_with_the_way_to_what_the_network_sees() -> None:
    reading = read(Shipped(), SEVEN, CANVAS)
    assert [step.title for step in reading.steps][-1] == "Centered"
    np.testing.assert_array_equal(reading.steps[-1].picture, sketch.to_input(SEVEN, (28, 28, 1))[..., 0])
    assert reading.probabilities.argmax() == 7
    assert not reading.unfamiliar
    assert reading.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert reading.layers[0].values.shape == (28, 28, 1)


def test_the_network_is_asked_about_the_fitted_and_about_the_squeezed_picture() -> None:
    reading = read(MeanInk(), SEVEN, CANVAS)
    assert reading.steps[-1].picture.shape == reading.squeezed.picture.shape == (8, 8)
    np.testing.assert_allclose(reading.probabilities, reading.steps[-1].picture.mean(), rtol=1e-6)
    np.testing.assert_allclose(reading.squeezed_probabilities, reading.squeezed.picture.mean(), rtol=1e-6)
    assert reading.probabilities[0] > reading.squeezed_probabilities[0]  # drawn again with the pen of the digits


class UpperHalf(MeanInk):
    """Reads pictures whose pixels are in another order, and says how much ink there is in its upper half."""

    def arrange(self, pictures: np.ndarray) -> np.ndarray:
        return shuffle(pictures)

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return super().predict(inputs[:, :4])


def test_a_network_of_shuffled_pixels_gets_them_shuffled_and_a_step_says_so() -> None:
    reading = read(UpperHalf(), SEVEN, CANVAS)
    drawn = sketch.to_input(SEVEN, (8, 8, 1))
    *_, before, last = reading.steps
    assert (last.title, "order that this network was trained on" in last.text) == ("Shuffled", True)
    np.testing.assert_array_equal(before.picture, drawn[..., 0])
    np.testing.assert_array_equal(last.picture, shuffle(drawn[None])[0, ..., 0])
    np.testing.assert_allclose(reading.probabilities, last.picture[:4].mean(), rtol=1e-6)
    squeezed = shuffle(reading.squeezed.picture[None, ..., None])[0, :4]
    np.testing.assert_allclose(reading.squeezed_probabilities, squeezed.mean(), rtol=1e-6)


def test_what_is_no_digit_is_unfamiliar() -> None:
    cross = fabric_path([["M", 60, 160], ["L", 260, 160], ["M", 160, 60], ["L", 160, 260]])
    assert read(Shipped(), cross, CANVAS).unfamiliar
    assert not read(MeanInk(), cross, CANVAS).unfamiliar


def test_a_blank_canvas_is_no_digit() -> None:
    with pytest.raises(BlankSketchError):
        read(MeanInk(), None, CANVAS)
