"""Points that a person drew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnplay.datasets import prepare
from nnplay.datasets.explore.grid import grid_axes
from nnplay.datasets.kinds import points
from nnplay.datasets.store import data_files, uploads
from nnplay.errors import DataError
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(data_files.CACHE_FOLDER, str(tmp_path))


def drawn(per_class: int = 10, classes: int = 2) -> np.ndarray:
    """Points on a diagonal, class after class."""
    along = np.linspace(-5, 5, per_class * classes)
    return np.column_stack([along, -along, np.repeat(np.arange(classes), per_class)]).round(3)


def test_points_come_back_by_their_checksum() -> None:
    digest = points.keep(drawn(classes=4))
    np.testing.assert_array_equal(points.read(digest)[:, :3], drawn(classes=4))
    assert points.keep(points.read(digest)) == digest
    assert points.keep(drawn(classes=4)) == digest
    assert points.keep(drawn()) != digest
    assert points.read(points.keep(np.empty((0, 4)))).shape == (0, 4)


@pytest.mark.parametrize(("classes", "task"), [(2, "binary"), (3, "multiclass"), (4, "multiclass")])
def test_points_are_a_dataset_of_as_many_classes_as_are_chosen(classes: int, task: str) -> None:
    spec = DatasetSpec("points", file=points.keep(drawn(classes=4)), classes=classes)
    data = prepare(spec)
    assert data.task == task
    assert data.class_names == ("A", "B", "C", "D")[:classes]
    x = np.concatenate(list(data.points.values()))
    y = np.concatenate([y for _, y in data.parts.values()])
    joined = np.column_stack([x, y])
    np.testing.assert_allclose(joined[np.argsort(x[:, 0])], drawn(classes=4)[: 10 * classes], atol=1e-6)


@pytest.mark.parametrize("classes", [2, 3, 4])
def test_the_example_has_points_of_every_class(classes: int) -> None:
    raw = DATASETS["points"].load(DatasetSpec("points", classes=classes).options)
    assert np.bincount(raw.y).tolist() == [40] * classes


def test_the_map_covers_the_whole_plane_that_can_be_drawn_into() -> None:
    data = prepare(DatasetSpec("points", file=points.keep(drawn() * (0.1, 0.1, 1))))
    for axis in grid_axes(data):
        assert (axis[0], axis[-1]) == (-6, 6)


def test_too_few_classes_are_told() -> None:
    for array, says in ((np.empty((0, 3)), "there are none yet"), (drawn(classes=1), "all points are of the class A")):
        with pytest.raises(DataError, match=says):
            prepare(DatasetSpec("points", file=points.keep(array)))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ([[6.1, 0, 0]], "between -6 and 6"),
        ([[0, np.nan, 0]], "between -6 and 6"),
        ([[0, 0, 4]], "one of A, B, C, D"),
        ([[0, 0, 0.5]], "one of A, B, C, D"),
        ([[0, 0, 0]] * 5001, "At most 5,000 points"),
    ],
)
def test_points_that_cannot_be_are_refused(wrong: list[list[float]], says: str) -> None:
    with pytest.raises(DataError, match=says):
        points.keep(np.array(wrong, float))


@pytest.mark.parametrize(
    "content", [b"x,y\n1,2", b'{"a": 1}', b"[[1, 2]]", b"[" * 10_000, b'[["a", "b", "c"]]', b"null", b"\xff\xfe"]
)
def test_another_file_is_no_drawing(content: bytes) -> None:
    with pytest.raises(DataError, match="no points in the plane"):
        points.read(uploads.keep(content))


@pytest.mark.parametrize("digest", ["0" * 64, "../secret", "a"])
def test_a_drawing_that_is_not_here_is_told_and_the_network_still_fits(digest: str) -> None:
    spec = DatasetSpec("points", file=digest)
    assert spec.kind.signature(spec.options).input_shape == (2,)
    with pytest.raises(DataError, match="does not have"):
        prepare(spec)


def test_a_table_of_points_can_be_edited_and_gives_them_back() -> None:
    table = points.to_table(drawn(classes=3))
    assert list(table.columns) == ["x", "y", "class", "number"]
    assert table.iloc[25].tolist() == [*drawn(classes=3)[25, :2], "C", 5]
    np.testing.assert_array_equal(points.from_table(table), points.numbered(drawn(classes=3)))
    # As the editor on the page gives it: a row more, which is not complete yet, and one taken out.
    edited = table.drop(index=0)
    edited.loc[99] = [1.0, 2.0, "D", None]
    edited.loc[100] = [1.0, None, "D", None]
    np.testing.assert_array_equal(points.from_table(edited)[-1], [1, 2, 3, 0])
    np.testing.assert_array_equal(points.from_table(edited)[:-1], points.numbered(drawn(classes=3))[1:])
    assert points.from_table(points.to_table(np.empty((0, 4)))).shape == (0, 4)
    edited.loc[99, "x"] = 7.0
    with pytest.raises(DataError, match="between -6 and 6"):
        points.from_table(edited)


def test_one_point_is_where_the_click_was_and_more_lie_around_it() -> None:
    rng = np.random.default_rng(0)
    one = points.spray(np.empty((0, 4)), 1.5, -2.0, 1, 1, rng)
    assert one.tolist() == [[1.5, -2.0, 1, 0]]
    both = points.spray(one, 5.9, 0.0, 2, 20, rng)
    np.testing.assert_array_equal(both[0], one[0])
    cloud = both[1:]
    assert cloud.shape == (20, 4)
    assert set(cloud[:, 2]) == {2}
    assert cloud[:, 0].max() <= 6
    assert 0.2 < cloud[:, 1].std() < 1.0
    points.checked(cloud)


# A point's part --------------------------------------------------------------------------------


def parts_of(array: np.ndarray, **options: object) -> dict[tuple[float, float], str]:
    """By its place, the part of each point."""
    data = prepare(DatasetSpec("points", file=points.keep(array), **options))
    return {(round(float(x), 3), round(float(y), 3)): part for part, places in data.points.items() for x, y in places}


@pytest.mark.parametrize("stratify", [True, False])
def test_no_point_changes_its_part_when_others_come_go_or_move(stratify: bool) -> None:
    start = points.numbered(drawn(30))
    before = parts_of(start, stratify=stratify)
    rng = np.random.default_rng(1)
    array = start
    for turn, (x, y, label, _) in enumerate(rng.permutation(start)[:10]):
        name = points.CLASS_NAMES[int(label)]
        array = points.spray(array, 5.5, float(rng.uniform(-1, 1)), int(label), 1, rng)
        array = points.moved(array, (x, y, name), None if turn % 2 else (x, -5.9))
        after = parts_of(array, stratify=stratify)
        assert {place: after[place] for place in before if place in after} == {
            place: part for place, part in before.items() if place in after
        }
    assert len(array) == len(start) + 10 - 5
    assert sum(place in after for place in before) == 50


def test_a_point_keeps_its_part_when_it_is_moved_and_another_class_has_its_own() -> None:
    start = points.numbered(drawn(30))
    before = parts_of(start)
    for (x, y), part in before.items():
        name = points.CLASS_NAMES[int(start[np.isclose(start[:, 0], x), 2][0])]
        assert parts_of(points.moved(start, (x, y, name), (0.123, 5.0)))[0.123, 5.0] == part
        other = "A" if name == "B" else "B"
        np.testing.assert_array_equal(points.moved(start, (x, y, other), None), start)
    assert points.moved(start, (-5.0, 5.0, "A"), (9.0, 0.0))[0].tolist() == [6.0, 0.0, 0.0, 0.0]


def test_points_of_one_place_are_moved_one_at_a_time() -> None:
    array = points.numbered(np.array([[1.0, 1.0, 0], [1.0, 1.0, 0], [1.0, 1.0, 1]]))
    once = points.moved(array, (1.0, 1.0, "A"), (2.0, 2.0))
    assert once.tolist() == [[1, 1, 0, 0], [2, 2, 0, 1], [1, 1, 1, 0]]
    assert points.moved(once, (1.0, 1.0, "A"), None).tolist() == [[2, 2, 0, 1], [1, 1, 1, 0]]


def test_a_number_that_is_free_again_is_given_to_the_next_point() -> None:
    given = np.array([[0, 0, 0, 0], [1, 0, 0, 3], [2, 0, 0, 3], [3, 0, 0, np.nan], [4, 0, 1, np.nan], [5, 0, 1, 1e9]])
    assert points.numbered(given)[:, 3].tolist() == [0, 3, 1, 2, 0, 1]


@pytest.mark.parametrize("seed", range(4))
def test_shares_are_as_asked_in_each_class(seed: int) -> None:
    data = prepare(DatasetSpec("points", file=points.keep(drawn(100)), split_seed=seed))
    for y, share in ((data.y_test, 0.25), (data.y_val, 0.15), (data.y_train, 0.6)):
        assert np.bincount(y) == pytest.approx([100 * share] * 2, abs=3)


def test_another_split_seed_splits_differently() -> None:
    assert parts_of(drawn(30)) != parts_of(drawn(30), split_seed=1)


def test_a_part_without_any_point_is_told() -> None:
    with pytest.raises(DataError, match=r"With 2 examples, there is none yet for the .* part"):
        prepare(DatasetSpec("points", file=points.keep(drawn(1))))
