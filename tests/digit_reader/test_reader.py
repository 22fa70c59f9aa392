"""The reader that ships with nnplay: the same as in Keras, and as good as its figures say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnplay import digit_reader
from nnplay.digit_reader import non_digits, pendigits
from nnplay.digit_reader.non_digits import NonDigits
from nnplay.inspection.plain import forward
from nnplay.models.shapes import trace
from nnplay.sketch import Strokes, examples, to_input
from nnplay.spec import ExperimentSpec, LayerSpec
from tests.models.factories import data_of
from tests.sketch.factories import on_canvas

NeedsFile = Callable[[str], Path]

CANVAS = 320


def accuracy(inputs: np.ndarray, labels: np.ndarray) -> float:
    answers = digit_reader.shipped().predict(inputs.reshape(-1, 28, 28, 1)).argmax(axis=1)
    return float((answers == labels).mean())


def unseen(file: Path) -> list[pendigits.WrittenDigit]:
    """Digits of the writers that the reader has learned nothing from."""
    writers = digit_reader.facts().test_writers
    return [digit for digit in pendigits.read(file) if digit.writer in writers]


def test_numpys_way_through_the_network_says_what_keras_says_in_every_layer() -> None:
    from nnplay.inspection.layers import feature_maps
    from nnplay.models.build import build_model

    model = build_model(digit_reader.spec())
    model.set_weights(digit_reader.shipped().weights)
    example = np.random.default_rng(0).random((28, 28, 1), np.float32)
    own = digit_reader.shipped().feature_maps(example)
    theirs = feature_maps(model, example)
    assert [(one.name, one.kind) for one in own] == [(one.name, one.kind) for one in theirs]
    for one, other in zip(own, theirs, strict=True):
        assert one.values.dtype == np.float32
        np.testing.assert_allclose(one.values, other.values, rtol=1e-3, atol=1e-4, err_msg=one.name)
    several = np.random.default_rng(1).random((200, 28, 28, 1), np.float32)
    np.testing.assert_allclose(
        digit_reader.shipped().predict(several), np.asarray(model(several, training=False)), rtol=1e-3, atol=1e-4
    )


@pytest.mark.parametrize(
    "layer",
    [
        LayerSpec("Conv2D", filters=3, kernel_size=2, padding="same", activation="linear"),
        LayerSpec("Conv2D", filters=3, kernel_size=4, padding="valid"),
        LayerSpec("MaxPooling2D", pool_size=3),
        LayerSpec("SpatialDropout2D"),
        LayerSpec("Flatten"),
    ],
)
def test_even_kernels_and_windows_that_do_not_fit_are_treated_as_by_keras(layer: LayerSpec) -> None:
    rng = np.random.default_rng(2)
    with data_of((7, 7, 2), "multiclass", 3) as make:
        row = trace(make((layer, LayerSpec("Flatten")))).checked().rows[0]
    keras_layer = layer.kind.build(layer.options, "one", 0)
    values = rng.normal(size=(2, 7, 7, 2)).astype(np.float32)
    theirs = np.asarray(keras_layer(values))
    weights = [np.asarray(weight) for weight in keras_layer.get_weights()]
    np.testing.assert_allclose(forward.layer(row, values, weights), theirs, rtol=1e-4, atol=1e-5)


def test_the_evidence_is_the_odds_of_the_sums_before_softmax() -> None:
    reader = digit_reader.shipped()
    inputs = np.random.default_rng(3).random((5, 28, 28, 1), np.float32)
    found = reader.answers(inputs)
    hidden = [reader.feature_maps(one)[-2].values for one in inputs]
    sums = np.array(hidden) @ reader.weights[-2] + reader.weights[-1]
    np.testing.assert_allclose(found.evidence, np.log(np.exp(sums).sum(axis=1)), rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(found.probabilities, reader.predict(inputs))
    assert found.is_digit(np.sort(found.evidence)[2]).sum() == 3


def test_digits_of_people_it_never_saw_are_seldom_refused(needs_file: NeedsFile) -> None:
    facts, reader = digit_reader.facts(), digit_reader.shipped()
    assert facts.pen.refused <= 0.02
    assert facts.mnist.refused <= 0.02
    sample = unseen(needs_file(pendigits.FILE))[::5]
    drawn = np.array([to_input(digit.strokes, (28, 28, 1)) for digit in sample])
    assert (~reader.answers(drawn).is_digit(facts.threshold)).mean() <= facts.pen.refused + 0.015
    with np.load(needs_file("mnist.npz")) as data:
        images = data["x_test"][:1000, ..., None] / np.float32(255)
    assert (~reader.answers(images).is_digit(facts.threshold)).mean() == pytest.approx(facts.mnist.refused, abs=0.012)


@pytest.mark.parametrize("kind", non_digits.KINDS, ids=lambda kind: kind.name)
def test_non_digits_that_it_never_saw_are_refused_as_often_as_it_says(kind: NonDigits) -> None:
    facts = digit_reader.facts()
    said = next(one.refused for one in facts.kinds if one.name == kind.name)
    digits = list(examples.drawings(2, seed=5))
    drawn = np.array([to_input(strokes, (28, 28, 1)) for strokes in kind.drawings(40, digits, seed=99)])
    refused = (~digit_reader.shipped().answers(drawn).is_digit(facts.threshold)).mean()
    assert refused > said - 0.2  # of 40, by other digits


def test_nine_of_ten_non_digits_are_refused_also_of_kinds_that_it_has_not_learned_from() -> None:
    facts = digit_reader.facts()
    assert facts.refused_share(held_out=False) >= 0.9
    assert facts.refused_share(held_out=True) >= 0.9
    assert {kind.name for kind in facts.kinds if kind.held_out} >= {"hearts", "houses", "faces", "printed letters"}
    assert {kind.name: kind.held_out for kind in facts.kinds} | {
        kind.name: kind.held_out for kind in non_digits.KINDS
    } == {kind.name: kind.held_out for kind in facts.kinds}


def test_its_files_are_small_and_say_what_it_is() -> None:
    files = [digit_reader.FOLDER / name for name in (digit_reader.WEIGHTS_FILE, digit_reader.FACTS_FILE)]
    assert sum(path.stat().st_size for path in files) < 1_000_000
    facts = digit_reader.facts()
    assert (
        facts.parameters
        == sum(array.size for array in digit_reader.shipped().weights)
        == trace(digit_reader.spec()).parameters
    )
    assert isinstance(digit_reader.spec(), ExperimentSpec)
    assert facts.mnist_only_accuracy < facts.pen.accuracy
    assert facts.mnist_only_nines_as_three <= facts.mnist_only_nines_wrong <= facts.nines


def test_stored_weights_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = [array.astype(np.float16) for array in digit_reader.shipped().weights]
    digit_reader.store(weights, digit_reader.facts(), tmp_path)
    assert (tmp_path / digit_reader.FACTS_FILE).read_text() == (
        digit_reader.FOLDER / digit_reader.FACTS_FILE
    ).read_text()
    with np.load(tmp_path / digit_reader.WEIGHTS_FILE) as stored:
        for name, array in zip(stored.files, digit_reader.shipped().weights, strict=True):
            np.testing.assert_array_equal(stored[name].astype(np.float32), array)


def test_strokes_of_writers_it_never_saw_are_read_as_well_as_it_says(needs_file: NeedsFile) -> None:
    facts, digits = digit_reader.facts(), unseen(needs_file(pendigits.FILE))
    assert len(digits) == facts.pen.count
    sample = digits[::3]
    reached = accuracy(
        np.array([to_input(digit.strokes, (28, 28)) for digit in sample]), np.array([digit.label for digit in sample])
    )
    # A third of them: two standard errors.
    assert reached == pytest.approx(facts.pen.accuracy, abs=2 * (0.02 * 0.98 / len(sample)) ** 0.5)


@pytest.mark.thorough
def test_enlarged_mnist_images_are_read_nearly_as_well_as_the_originals(needs_file: NeedsFile) -> None:
    with np.load(needs_file("mnist.npz")) as data:
        images, labels = data["x_test"][:1000] / 255, data["y_test"][:1000]
    canvases = [on_canvas(np.kron(image, np.ones((10, 10)))) for image in images]
    direct = accuracy(images.astype(np.float32), labels)
    through = accuracy(np.array([to_input(canvas, (28, 28)) for canvas in canvases]), labels)
    assert direct > 0.985
    assert through > direct - 0.003


@pytest.mark.thorough
def test_where_how_large_and_with_which_pen_it_is_drawn_changes_the_accuracy_by_less_than_a_point(
    needs_file: NeedsFile,
) -> None:
    sample = unseen(needs_file(pendigits.FILE))[::8]
    labels = np.array([digit.label for digit in sample])
    rng = np.random.default_rng(3)
    reached = {}
    for share, pen in ((0.35, 8), (0.35, 40), (0.6, 18), (0.9, 8), (0.9, 40)):
        drawn = [_on_canvas(digit.strokes, share, pen, rng) for digit in sample]
        inputs = np.array([to_input(strokes, (28, 28)) for strokes in drawn])
        reached[share, pen] = accuracy(inputs, labels)
    assert max(reached.values()) - min(reached.values()) < 0.01, reached


def _on_canvas(strokes: Strokes, share: float, pen: float, rng: np.random.Generator) -> Strokes:
    """The strokes anywhere on the canvas, so large, as whole pixels of the mouse, with such a pen."""
    size = share * CANVAS
    normalised = strokes.normalised()
    points = np.vstack(normalised.paths)
    room = CANVAS - size * np.ptp(points, axis=0)
    corner = rng.uniform(0, 1, 2) * room - size * points.min(axis=0)
    return Strokes(tuple(np.rint(path * size + corner) for path in normalised.paths), pen)
