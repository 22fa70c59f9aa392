"""The drawings of a class: whose are read worst, and scikit-learn's confusion matrix as the oracle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix

from nnplay.classroom.class_drawings import hardest_words, judge, missing_digits, pool
from nnplay.classroom.class_store import ClassStore
from nnplay.datasets.kinds.class_drawings import PooledDrawings


def drawn(*rows: tuple[int, int]) -> PooledDrawings:
    """Drawings by digit and writer, without a picture."""
    labels, writers = zip(*rows, strict=True) if rows else ((), ())
    count = len(rows)
    return PooledDrawings(np.zeros((count, 28, 28), np.uint8), np.array(labels, int), np.array(writers, int))


def test_the_confusion_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    drawings = drawn(*zip(rng.integers(0, 10, 300).tolist(), rng.integers(1, 9, 300).tolist(), strict=True))
    y_pred = np.where(rng.random(300) < 0.7, drawings.labels, rng.integers(0, 10, 300))
    found = judge(drawings, y_pred)
    np.testing.assert_array_equal(found.counts, confusion_matrix(drawings.labels, y_pred, labels=range(10)))
    assert found.accuracy == accuracy_score(drawings.labels, y_pred)
    assert list(found.wrong) == [n for n in range(300) if y_pred[n] != drawings.labels[n]]
    for one in found.writers:
        mine = drawings.writers == one.number
        assert one.share == accuracy_score(drawings.labels[mine], y_pred[mine])


def test_the_hardest_writer_and_digit_stand_first() -> None:
    drawings = drawn(*((digit, 1) for digit in range(5)), *((digit, 2) for digit in range(5)), (9, 3))
    y_pred = drawings.labels.copy()
    y_pred[[5, 6, 0, 10]] = [3, 3, 3, 4]  # two of writer 2, one of writer 1, the only one of writer 3
    found = judge(drawings, y_pred)
    assert [(one.number, one.right, one.count) for one in found.writers] == [(2, 3, 5), (1, 4, 5), (3, 0, 1)]
    assert [one.number for one in found.digits] == [0, 9, 1, 2, 3, 4]
    assert (found.right, found.count) == (7, 11)
    # Writer 1 is read better than the class, and of writer 3 there is one drawing only.
    assert hardest_words(found) == "Hardest to read: writer 2 (3 of 5 read)."


def test_nothing_is_said_of_too_few() -> None:
    assert hardest_words(judge(drawn((1, 1), (2, 2)), np.array([0, 0]))) == ""
    empty = judge(drawn(), np.array([], int))
    assert empty.count == 0
    assert np.isnan(empty.accuracy)
    assert hardest_words(empty) == ""


def test_a_removed_drawing_goes_and_every_writer_keeps_their_number(tmp_path: Path) -> None:
    store = ClassStore(tmp_path / "classes.sqlite3")
    classroom, secret = store.create("10b")
    ada, bo = store.join(classroom.code, "Ada"), store.join(classroom.code, "Bo")
    pixels = [np.full((28, 28), shade, np.uint8) for shade in range(3)]
    first = store.add_drawing(ada.code, ada.token, 3, pixels[0])
    store.add_drawing(bo.code, bo.token, 4, pixels[1])
    store.remove_drawing(classroom.code, secret, first)
    # Bo is writer 2 for the teacher, who sees what was taken out, and for all others, who don't.
    for every in (
        store.drawings(classroom.code, secret, removed=True),
        store.drawings(classroom.code, secret),
        store.drawings(bo.code, bo.token),
    ):
        found = pool(every)
        assert (found.labels.tolist(), found.writers.tolist()) == ([4], [2])
    store.add_drawing(ada.code, ada.token, 5, pixels[2])
    found = pool(store.drawings(classroom.code, secret))
    assert (found.labels.tolist(), found.writers.tolist()) == ([4, 5], [2, 1])
    np.testing.assert_array_equal(found.pixels, pixels[1:])


def test_the_digits_that_are_missing() -> None:
    assert missing_digits([0, 1, 1, 9]) == [2, 3, 4, 5, 6, 7, 8]
