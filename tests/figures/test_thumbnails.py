"""The small pictures of the gallery are those that the data give now."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from nnplay.figures import style
from nnplay.figures.thumbnails import SIZE, thumbnail
from nnplay.registry import DATASETS
from nnplay.ui.common.gallery import FOLDER


@pytest.mark.parametrize("name", DATASETS)
def test_the_picture_of_a_dataset_is_the_one_that_its_data_give(name: str) -> None:
    """After a change of data or drawing: `python -m tests.figures.draw_thumbnails`."""
    kept = (FOLDER / "thumbnails" / f"{name}.svg").read_text(encoding="utf-8")
    numbers = re.compile(r"-?\d+(?:\.\d+)?")
    drawn = thumbnail(name)
    assert numbers.sub("0", kept) == numbers.sub("0", drawn)
    # Another processor may round the last digit of a place otherwise.
    for one, other in zip(numbers.findall(kept), numbers.findall(drawn), strict=True):
        assert float(one) == pytest.approx(float(other), abs=0.11)
    assert ElementTree.fromstring(drawn).get("viewBox") == f"0 0 {SIZE} {SIZE}"
    assert len(drawn) < 4000


def test_points_of_the_spiral_lie_where_the_data_have_them() -> None:
    root = ElementTree.fromstring(thumbnail("spiral"))
    paths = root.findall("{http://www.w3.org/2000/svg}path")
    assert [path.get("stroke") for path in paths] == style.class_colors(2)
    places = [tuple(map(float, place)) for place in re.findall(r"M([\d.]+) ([\d.]+)h0", paths[0].get("d") or "")]
    assert len(places) > 40
    # One arm is the other one turned by half a turn: its mean lies on the other side of the middle.
    others = [tuple(map(float, place)) for place in re.findall(r"M([\d.]+) ([\d.]+)h0", paths[1].get("d") or "")]
    for axis in (0, 1):
        mean = sum(place[axis] for place in places) / len(places)
        mirrored = sum(SIZE - place[axis] for place in others) / len(others)
        assert mean == pytest.approx(mirrored, abs=4)
