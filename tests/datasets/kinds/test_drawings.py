"""Own drawings: their file, and the dataset made of it."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nnplay.datasets import forget_datasets, prepare
from nnplay.datasets.kinds import drawings
from nnplay.datasets.kinds.drawings import LabelledDrawing, dataset_of, join, read, write
from nnplay.datasets.store import uploads
from nnplay.datasets.store.data_files import CACHE_FOLDER
from nnplay.errors import DataError, SketchError
from nnplay.sketch import Strokes, examples, to_input
from nnplay.spec import DatasetSpec


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path))
    yield
    forget_datasets()


def made(per_digit: int = 4, labels: str = "0123456789") -> list[LabelledDrawing]:
    return [
        LabelledDrawing.of(label, strokes) for label, strokes in examples.drawings(per_digit) if str(label) in labels
    ]


def test_a_file_gives_the_drawings_that_were_written() -> None:
    strokes = Strokes((np.array([[0.0, 1.264], [10, 200]]), np.array([[3.0, 3]])), 18)
    drawing = LabelledDrawing.of(7, strokes)
    assert drawing.paths == (((0, 1.3), (10, 200)), ((3, 3),))
    assert read(write([drawing])) == [drawing]
    assert drawing.strokes.pen_width == 18
    np.testing.assert_array_equal(drawing.strokes.paths[1], [[3, 3]])
    several = made()
    assert read(write(several)) == several


def test_files_of_classmates_are_joined_without_taking_a_drawing_twice() -> None:
    mine, theirs = made(2)[:12], made(2)[8:]
    assert join(mine, theirs) == made(2)


def scribbles(count: int, points: int) -> bytes:
    """A file of drawings with so many points each, no two alike."""
    paths = [[[[place, number] for place in range(points)]] for number in range(count)]
    items = [{"label": 1, "pen": 1.0, "paths": path} for path in paths]
    return json.dumps({"format": drawings.FORMAT, "version": drawings.VERSION, "drawings": items}).encode()


def test_a_file_of_endless_scribbles_is_refused_before_its_drawings_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "MAX_ALL_POINTS", 1_000)
    assert len(read(scribbles(10, 100))) == 10
    monkeypatch.setattr(drawings, "_drawing", None)
    with pytest.raises(DataError, match="These drawings have 1,010 points; the limit is 1,000"):
        read(scribbles(10, 101))


def test_files_that_are_joined_have_the_same_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "MAX_ALL_POINTS", 1_000)
    mine, theirs = read(scribbles(10, 100)), read(scribbles(10, 99))
    assert join(mine, mine) == mine
    with pytest.raises(DataError, match="1,990 points"):
        join(mine, theirs)


@pytest.mark.thorough
def test_a_full_collection_takes_a_bounded_memory() -> None:
    content = scribbles(40, drawings.MAX_ALL_POINTS // 40)
    tracemalloc.start()
    try:
        kept = read(content)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(kept) == 40
    assert taken < 150 * drawings.MAX_ALL_POINTS


def test_a_picture_is_drawn_once_for_each_size() -> None:
    (one,) = made(1, "7")
    assert one.picture() is one.picture(28)
    np.testing.assert_array_equal(one.picture(8), to_input(one.strokes, (8, 8, 1)))


def test_nothing_drawn_cannot_be_kept() -> None:
    with pytest.raises(SketchError, match="draw a digit first"):
        LabelledDrawing.of(1, Strokes())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG", "This is not a file of drawings"),
        (b"[1, 2]", "This is not a file of drawings"),
        (b'{"format": "nnplay drawings", "version": 9, "drawings": []}', "another version"),
        (
            b'{"format": "nnplay drawings", "version": 1, "drawings": [{"label": 12, "pen": 1, "paths": [[[0, 0]]]}]}',
            "Drawing 1 of this file cannot be read: its label must be a digit from 0 to 9.",
        ),
        (
            b'{"format": "nnplay drawings", "version": 1, "drawings": [{"label": 1, "paths": [[[0, 0]]]}]}',
            "Drawing 1 of this file cannot be read: it lacks 'pen'.",
        ),
        (
            b'{"format": "nnplay drawings", "version": 1, "drawings": [{"label": 1, "pen": 1, "paths": [[[0]]]}]}',
            "Drawing 1 of this file cannot be read: A stroke must be points",
        ),
        (
            b'{"format": "nnplay drawings", "version": 1, "drawings": [{"label": 1, "pen": 1, "paths": []}]}',
            "Drawing 1 of this file cannot be read: There is nothing to keep",
        ),
        (
            b'{"format": "nnplay drawings", "version": 1, "drawings": [' + b"7," * 2000 + b"7]}",
            "2,001 drawings; the limit is 2,000",
        ),
    ],
)
def test_another_file_gets_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(DataError) as raised:
        read(content)
    assert sentence in raised.value.message


@pytest.mark.parametrize("side", [28, 8])
def test_the_dataset_has_the_pictures_that_the_draw_page_makes(side: int) -> None:
    collected = made(7)
    spec = dataset_of(collected, side)
    data = prepare(spec)
    assert data.input_shape == (side, side, 1)
    assert spec["stratify"]
    pictures = {
        (one.label, to_input(one.strokes, (side, side, 1)).tobytes()) for one in read(uploads.content(spec["file"]))
    }
    parts = [pair for x, y in data.parts.values() for pair in zip(y, x, strict=True)]
    there = {(int(label), picture.tobytes()) for label, picture in parts}
    assert there == pictures
    assert len(there) == len(collected)


@pytest.mark.parametrize("collected", [made(1), made(4, "37"), made(9, "5"), made(2)[:7]])
def test_any_handful_of_drawings_can_be_split(collected: list[LabelledDrawing]) -> None:
    data = prepare(dataset_of(collected))
    assert sum(len(y) for _, y in data.parts.values()) == len(collected)
    assert all(len(y) for _, y in data.parts.values())


def test_too_few_drawings_get_a_sentence() -> None:
    with pytest.raises(DataError, match="There are only 4 of your drawings; collect at least 5"):
        dataset_of(made(1)[:4])
    with pytest.raises(DataError, match="There is only 1 of your drawings"):
        prepare(DatasetSpec(drawings.NAME, file=uploads.keep(write(made(1)[:1]))))


def test_a_file_that_is_gone_gets_a_sentence() -> None:
    with pytest.raises(DataError, match="Upload it again"):
        prepare(DatasetSpec(drawings.NAME, file="0" * 64))


def test_without_a_file_the_drawings_are_made_and_every_digit_is_there_equally_often() -> None:
    data = prepare(DatasetSpec(drawings.NAME))
    labels = np.concatenate([y for _, y in data.parts.values()])
    assert np.bincount(labels).tolist() == [examples.PER_DIGIT] * 10


def test_the_file_is_the_json_that_its_description_promises() -> None:
    drawing = LabelledDrawing.of(7, Strokes((np.array([[0, 0], [5.5, 9]]),), 18))
    assert json.loads(write([drawing])) == {
        "format": "nnplay drawings",
        "version": 1,
        "drawings": [{"label": 7, "pen": 18.0, "paths": [[[0.0, 0.0], [5.5, 9.0]]]}],
    }


def test_small_units_are_rounded_less() -> None:
    strokes = Strokes((np.array([[0.12345, 0.5], [1.0, 0.98765]]),))
    np.testing.assert_allclose(LabelledDrawing.of(1, strokes).strokes.paths[0], strokes.paths[0], atol=1e-3)
