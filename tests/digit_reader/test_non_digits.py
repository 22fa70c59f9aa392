"""Drawings that are no digits: the same for equal seeds, on the canvas like any drawing, and what their names say."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.digit_reader import measure, non_digits
from nnplay.digit_reader.classifier import Answers
from nnplay.digit_reader.non_digits import NonDigits, doodles, glyphs, spoiled
from nnplay.sketch import Strokes, examples, to_input

DIGITS = list(examples.drawings(2))
EVERY = (*non_digits.KINDS, non_digits.LOOK_ALIKES)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
def test_every_kind_gives_drawings_that_differ_and_come_back_with_their_seed(kind: NonDigits) -> None:
    first, again = (list(kind.drawings(6, DIGITS, seed=1)) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        for path, same in zip(one.paths, other.paths, strict=True):
            np.testing.assert_array_equal(path, same)
    pictures = [to_input(strokes, (28, 28)) for strokes in first]
    assert all(picture.max() > 0.5 for picture in pictures)
    assert len({picture.tobytes() for picture in pictures}) > (1 if kind.name == "dots" else 4)
    other_seed = next(kind.drawings(1, DIGITS, seed=2))
    assert any(
        path.shape != same.shape or not np.allclose(path, same)
        for path, same in zip(first[0].paths, other_seed.paths, strict=False)
    ) or len(first[0].paths) != len(other_seed.paths)


def test_the_kinds_to_measure_on_share_no_drawing_with_those_to_learn_from() -> None:
    learned = {
        text
        for table in (glyphs.CAPITALS, glyphs.SMALL, glyphs.SIGNS, glyphs.THINGS)
        for text in sum(table.values(), ())
    }
    for table in (glyphs.HEARTS, glyphs.HOUSES, glyphs.FACES, glyphs.ANIMALS, glyphs.ARROWS, glyphs.OTHER_ALPHABETS):
        assert not learned & {text for forms in table.values() for text in forms}
    names = [kind.name for kind in EVERY]
    assert len(names) == len(set(names))


def test_text_becomes_strokes() -> None:
    ((line, straight), (curve, curved)) = glyphs.strokes_of("0,0 10,5 / ~1,1 2,2 3,1 4,2")
    assert (straight, curved) == (False, True)
    np.testing.assert_array_equal(line, [[0, 0], [10, 5]])
    paths = glyphs.draw("0,0 10,5 / ~1,1 2,2 3,1 4,2", np.random.default_rng(0), tremble=0)
    np.testing.assert_array_equal(paths[0], line)
    assert len(paths[1]) > len(curve)
    np.testing.assert_allclose(paths[1][[0, -1]], [[1, 1], [4, 2]], atol=1e-9)


def test_a_mirrored_digit_is_the_same_in_the_mirror_and_a_turned_one_lies() -> None:
    seven = Strokes((np.array([[0.0, 0.0], [60.0, 0.0], [30.0, 100.0]]),))
    (mirrored,) = spoiled.mirrored([(7, seven)], np.random.default_rng(0))
    np.testing.assert_allclose(mirrored * [-1, 1], seven.normalised().paths[0])
    (turned,) = spoiled.on_its_side([(7, seven)], np.random.default_rng(0))
    assert np.ptp(turned[:, 0]) > np.ptp(turned[:, 1])
    (part,) = spoiled.part([(2, Strokes((np.arange(40.0).reshape(20, 2),)))], np.random.default_rng(0))
    assert 3 <= len(part) <= 7


def test_several_digits_stand_side_by_side() -> None:
    for seed in range(10):
        paths = spoiled.several(DIGITS, np.random.default_rng(seed))
        low, high = np.vstack(paths).min(axis=0), np.vstack(paths).max(axis=0)
        assert (high - low).max() > 1.1


def test_lying_lines_lean_farther_than_any_one() -> None:
    for seed in range(50):
        (line,) = doodles.lying_line(np.random.default_rng(seed))
        across, down = np.abs(line[-1] - line[0])
        assert across > down


def test_shares_are_counted_by_hand() -> None:
    def ask(inputs: np.ndarray) -> Answers:
        probabilities = np.full((len(inputs), 10), 0.05)
        probabilities[:, 3] = 0.55
        return Answers(probabilities, inputs[:, 0, 0, 0])

    x = np.zeros((4, 28, 28), np.float32)
    x[:, 0, 0] = [-1, 0, 1, 2]
    found = measure.read(ask, "four", x, np.array([3, 3, 1, 3]), threshold=0.5)
    assert (found.accuracy, found.refused, found.by_digit[1]) == (0.75, 0.5, 0.0)
    assert found.calibration_error == pytest.approx(0.2)
    kind = measure.DrawingKind("some", x[..., None], held_out=True)
    assert kind.refused(ask, 1.5).refused == 0.75
    assert measure.sure_share(ask, [kind]) == 0
    # In one of the 15 bins, and in two.
    assert measure.calibration_error(np.array([0.95, 0.99]), np.array([True, False])) == pytest.approx(0.47)
    assert measure.calibration_error(np.array([0.91, 0.99]), np.array([True, False])) == pytest.approx(0.54)
