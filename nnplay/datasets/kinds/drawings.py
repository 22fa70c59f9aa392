"""Digits that the students themselves drew: a file of strokes with labels, and the dataset made of it.

The file is JSON: `{"format": "nnplay drawings", "version": 1, "drawings": [{"label": 7, "pen": 18.0, "paths":
[[[x, y], ...], ...]}, ...]}`, x to the right and y downwards, in pixels of the canvas.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.base import SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.kinds.digits import DIGIT_NAMES, SHUFFLE_PIXELS
from nnplay.datasets.signature import Signature
from nnplay.datasets.store import uploads
from nnplay.errors import DataError, SketchError
from nnplay.i18n import N_, plural, tr
from nnplay.registry import DATASETS, Param
from nnplay.spec import DatasetSpec

# `nnplay.sketch` brings SciPy, which the declaration of a dataset does without: it is imported where it is used.
if TYPE_CHECKING:
    from nnplay.sketch import Strokes

NAME = "drawings"
FORMAT, VERSION = "nnplay drawings", 1

MAX_DRAWINGS = 2000
MAX_ALL_POINTS = 400_000
"""Of all drawings together: a hand draws 20 to 200 for a digit. Each takes about 100 bytes of memory."""

MIN_DRAWINGS = 5
"""Fewer cannot be split into three parts that say anything."""

MAX_COORDINATE = 1e6
"""Farther from the corner no canvas reaches."""

SIDES = {"28 × 28": 28, "8 × 8": 8}
PIXELS = Param(
    "pixels",
    "choice",
    "28 × 28",
    N_(
        "The size of the pictures: 28 × 28 pixels as in MNIST, or 8 × 8 as in the small digits. Each is "
        "placed and scaled as in that dataset."
    ),
    choices=tuple(SIDES),
)


@dataclass(frozen=True)
class LabelledDrawing:
    """A drawing and which digit it is.

    Args:
        label: 0..9.
        pen: Width of the pen, in the unit of the points; 0 where it is not known.
        paths: One from each pen-down to its pen-up: (x, y) points, rounded to about a thousandth of the
            drawing's size.
    """

    label: int
    pen: float
    paths: tuple[tuple[tuple[float, float], ...], ...]

    @classmethod
    def of(cls, label: int, strokes: Strokes) -> LabelledDrawing:
        """Strokes with their label.

        Raises:
            SketchError: If nothing is drawn.
        """
        if not strokes:
            raise SketchError(tr("There is nothing to keep: draw a digit first."))
        longest = float(np.ptp(np.vstack(strokes.paths), axis=0).max())
        digits = max(1, 3 - math.floor(math.log10(longest))) if longest > 0 else 1
        rounded = [np.round(path, digits).tolist() for path in strokes.paths]
        return cls(label, round(strokes.pen_width, digits), tuple(tuple((x, y) for x, y in path) for path in rounded))

    @functools.cached_property
    def strokes(self) -> Strokes:
        """The drawing as `nnplay.sketch` takes it."""
        from nnplay.sketch import Strokes

        return Strokes(tuple(np.array(path) for path in self.paths), self.pen)

    def picture(self, side: int = 28) -> np.ndarray:
        """What a network reads: float32 (side, side, 1), 0..1. It is drawn once, and kept as long as the drawing."""
        from nnplay.sketch import to_input

        if side not in self._pictures:
            self._pictures[side] = to_input(self.strokes, (side, side, 1))
        return self._pictures[side]

    @functools.cached_property
    def _pictures(self) -> dict[int, np.ndarray]:
        return {}


def write(drawings: Iterable[LabelledDrawing]) -> bytes:
    """The file of drawings; equal drawings in equal order give equal files."""
    items = [{"label": one.label, "pen": one.pen, "paths": one.paths} for one in drawings]
    return json.dumps({"format": FORMAT, "version": VERSION, "drawings": items}, separators=(",", ":")).encode()


def read(content: bytes) -> list[LabelledDrawing]:
    """The drawings of a file.

    Raises:
        DataError: If it is not a file of drawings, or has too many.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise DataError(
            tr("This is not a file of drawings: it must be the JSON file that the Draw page downloads.")
        ) from None
    if not isinstance(data, Mapping) or data.get("format") != FORMAT or not isinstance(data.get("drawings"), list):
        raise DataError(tr("This is not a file of drawings: it must be the JSON file that the Draw page downloads."))
    if data.get("version") != VERSION:
        raise DataError(
            tr("This file of drawings has another version; this nnplay reads version {version}.", version=VERSION)
        )
    items = data["drawings"]
    if len(items) > MAX_DRAWINGS:
        raise DataError(
            tr(
                "This file has {items:,} drawings; the limit is {max_drawings:,}.",
                items=len(items),
                max_drawings=MAX_DRAWINGS,
            )
        )
    _check_points(sum(_length(item) for item in items))
    return [_drawing(number, item) for number, item in enumerate(items, start=1)]


def join(drawings: Iterable[LabelledDrawing], more: Iterable[LabelledDrawing]) -> list[LabelledDrawing]:
    """All of both, each once, in their order.

    Raises:
        DataError: If they are too many together.
    """
    joined = list(dict.fromkeys([*drawings, *more]))
    if len(joined) > MAX_DRAWINGS:
        raise DataError(
            tr(
                "Together these are {joined:,} drawings; the limit is {max_drawings:,}. Remove some first.",
                joined=len(joined),
                max_drawings=MAX_DRAWINGS,
            )
        )
    _check_points(sum(len(path) for one in joined for path in one.paths))
    return joined


def _check_points(count: int) -> None:
    if count > MAX_ALL_POINTS:
        raise DataError(
            tr(
                "These drawings have {count:,} points; the limit is {max_all_points:,}, plenty for {max_drawings:,} "
                "drawings by hand.",
                count=count,
                max_all_points=MAX_ALL_POINTS,
                max_drawings=MAX_DRAWINGS,
            )
        )


def _length(item: Any) -> int:
    """How many points a drawing of a file seems to have; what else is wrong with it is said when it is read."""
    paths = item.get("paths") if isinstance(item, Mapping) else None
    return sum(len(path) for path in paths if isinstance(path, list)) if isinstance(paths, list) else 0


def dataset_of(
    drawings: list[LabelledDrawing], side: int = 28, content: bytes | None = None, owner: str = ""
) -> DatasetSpec:
    """Keeps the drawings among the uploads; the dataset of them, for networks that read pictures of this side.

    The split is stratified where each digit that occurs has enough drawings for it.

    Args:
        drawings: The drawings.
        side: Height and width in pixels.
        content: Their file, where it is written already.
        owner: As for `uploads.keep`.

    Raises:
        DataError: If they are too few, or the file cannot be kept.
    """
    _check_enough(drawings)
    plain = DatasetSpec(NAME, file=uploads.keep(content or write(drawings), owner), pixels=side_name(side))
    return stratified_where_possible(plain, [one.label for one in drawings])


def stratified_where_possible(spec: DatasetSpec, labels: Sequence[int]) -> DatasetSpec:
    """The dataset with a stratified split where each digit that occurs has enough drawings for it.

    Args:
        spec: Of drawings, with its shares.
        labels: 0..9, one per drawing.
    """
    counts = np.bincount(labels)
    rarest, classes = counts[counts > 0].min(), int((counts > 0).sum())
    test = math.ceil(spec["test_size"] * len(labels))
    validation = math.ceil(spec["validation_size"] * (len(labels) - test))
    # A digit must still be there twice when the test part has been taken.
    return spec.with_options(stratify=bool(rarest >= 4 and min(test, validation) >= classes))


def load_drawings(options: Mapping[str, Any]) -> Raw:
    """Pictures float32 (n, side, side, 1), ink from 0 to 1, with labels; made drawings where no file is named.

    Raises:
        DataError: If the file is not here or not one of drawings, or there are too few in it.
    """
    side = SIDES[options["pixels"]]
    if not options["file"]:
        return made_drawings(side)
    drawings = read(uploads.content(options["file"]))
    _check_enough(drawings)
    return _raw([(one.label, one.strokes) for one in drawings], side)


def _check_enough(drawings: list[LabelledDrawing]) -> None:
    if len(drawings) < MIN_DRAWINGS:
        raise DataError(
            plural(
                "There is only {n} of your drawings; collect at least {least} on the Draw page.",
                "There are only {n} of your drawings; collect at least {least} on the Draw page.",
                len(drawings),
                least=MIN_DRAWINGS,
            )
        )


@functools.cache
def made_drawings(side: int) -> Raw:
    """Pictures of computer-made drawings, as `load_drawings` gives them; read-only."""
    from nnplay.sketch import examples

    raw = _raw(list(examples.drawings()), side)
    for array in (raw.x, raw.y):
        array.setflags(write=False)
    return raw


def _raw(drawings: list[tuple[int, Strokes]], side: int) -> Raw:
    from nnplay.sketch import to_input

    x = np.array([to_input(strokes, (side, side, 1)) for _, strokes in drawings])
    return Raw(x, np.array([label for label, _ in drawings], np.int64))


def _drawing(number: int, item: Any) -> LabelledDrawing:
    """One drawing of a file; `number` counts from 1."""
    from nnplay.sketch import Strokes

    try:
        label, pen, paths = item["label"], item["pen"], item["paths"]
        if type(label) is not int or not 0 <= label <= 9:
            raise SketchError(tr("its label must be a digit from 0 to 9"))
        strokes = Strokes(tuple(paths), float(pen))
        if any(np.abs(path).max() > MAX_COORDINATE for path in strokes.paths) or strokes.pen_width > MAX_COORDINATE:
            raise SketchError(tr("it has a number that is too large"))
        return LabelledDrawing.of(label, strokes)
    except (KeyError, TypeError, ValueError, OverflowError, SketchError) as error:
        reasons = {
            KeyError: tr("it lacks {error}", error=error),
            OverflowError: tr("it has a number that is too large"),
        }
        reason = reasons.get(type(error), str(error))
        raise DataError(
            tr("Drawing {number} of this file cannot be read: {rstrip}.", number=number, rstrip=reason.rstrip("."))
        ) from None


def side_name(side: int) -> str:
    """What the option `pixels` calls a side in pixels."""
    return next(name for name, known in SIDES.items() if known == side)


def _signature(options: Mapping[str, Any]) -> Signature:
    side = SIDES[options["pixels"]]
    return Signature((side, side, 1), "multiclass", DIGIT_NAMES, target_name=N_("digit"))


def drawing_params(help: str, label: str) -> tuple[Param, ...]:
    """The options of a dataset of drawings, which a file holds.

    Args:
        help, label: Of the option that names the file.
    """
    file = Param("file", "text", "", help, label=label, maximum=64)
    return file, PIXELS, TEST_SIZE, VALIDATION_SIZE, STRATIFY, SPLIT_SEED, SHUFFLE_PIXELS


DATASETS.register(
    DatasetKind(
        NAME,
        N_(
            "Digits that you and your class drew on the Draw page. Until you have collected some, you see "
            "computer-made drawings instead."
        ),
        label=N_("Own drawings"),
        params=drawing_params(
            N_("The checksum of your file of drawings; without one, computer-made drawings are used."),
            N_("File of drawings"),
        ),
        family="image",
        source=N_(
            "your drawings on the Draw page; without a file of them, lines that `nnplay/sketch/examples.py` makes"
        ),
        signature=_signature,
        load=load_drawings,
    )
)
