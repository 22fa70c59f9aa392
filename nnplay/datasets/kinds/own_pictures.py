"""Pictures of the student's own: a zip archive among the uploads, with a folder for each class."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.datasets.base import SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.kinds.archive_pictures import Pictures, pictures
from nnplay.datasets.kinds.image_archive import contents, pack
from nnplay.datasets.signature import Signature
from nnplay.datasets.store import uploads
from nnplay.datasets.store.cache import Shared
from nnplay.errors import DataError
from nnplay.i18n import N_, language
from nnplay.registry import DATASETS, Param

NAME = "pictures"
EXAMPLE_CLASSES = ("0", "1", "2")
EXAMPLE_PER_CLASS = 60
EXAMPLE_SIDE = 24

FILE = Param("file", "text", "", N_("The checksum of the archive; empty for the example."), maximum=64, advanced=True)
SIDE = Param(
    "side",
    "integer",
    EXAMPLE_SIDE,
    N_(
        "The width and height to which each picture is resized, in pixels. Larger pictures show more but train more "
        "slowly."
    ),
    label=N_("Size of a picture"),
    minimum=8,
    maximum=64,
    step=4,
)
COLOR = Param(
    "color",
    "choice",
    "grey",
    N_("Gray pictures have one number per pixel, color pictures have three: red, green and blue."),
    label=N_("Colors"),
    choices=(N_("grey"), N_("colour")),
)

# Errors and notes are kept in the language of the reader.
_listed: Shared[tuple[str, str], tuple[str, ...] | DataError] = Shared(500, lambda names: 1)
_decoded: Shared[tuple[str, str, int, int], Pictures | DataError] = Shared(
    96 * 2**20, lambda found: 1 if isinstance(found, DataError) else found.x.nbytes
)


@functools.cache
def example_pictures() -> bytes:
    """An archive in the form that is asked for: PNG files of handwritten digits, a folder for each of three."""
    import sklearn.datasets
    from PIL import Image

    x, y = sklearn.datasets.load_digits(return_X_y=True)
    by_class = {}
    for name in EXAMPLE_CLASSES:
        files = []
        for number, pixels in enumerate(x[y == int(name)][:EXAMPLE_PER_CLASS]):
            grey = np.rint(pixels.reshape(8, 8) * 255 / 16).astype(np.uint8)
            image = Image.fromarray(grey).resize((EXAMPLE_SIDE, EXAMPLE_SIDE), Image.Resampling.NEAREST)
            image.save(file := io.BytesIO(), "PNG")
            files.append((f"{number}.png", file.getvalue()))
        by_class[name] = files
    return pack(by_class)


def _content(options: Mapping[str, Any]) -> bytes:
    return uploads.content(options["file"]) if options["file"] else example_pictures()


def _signature(options: Mapping[str, Any]) -> Signature:
    def make() -> tuple[str, ...] | DataError:
        content = _content(options)
        try:
            return contents(content).names
        except DataError as error:
            return error

    names = _listed.get((language(), f"{uploads.folder()}/{options['file']}"), make)
    if isinstance(names, DataError):
        raise DataError(names.message)
    task = "binary" if len(names) == 2 else "multiclass"
    shape = options["side"], options["side"], _channels(options)
    return Signature(shape, task, names, light=_channels(options) == 1, own=True)  # type: ignore[arg-type]


def notes(options: Mapping[str, Any]) -> tuple[str, ...]:
    """What one should know of the pictures before training, as sentences; empty where they cannot be had."""
    try:
        return _pictures(options).notes
    except DataError:
        return ()


def _load(options: Mapping[str, Any]) -> Raw:
    found = _pictures(options)
    return Raw(found.x, found.y, bits=found.bits)


def _pictures(options: Mapping[str, Any]) -> Pictures:
    def make() -> Pictures | DataError:
        content = _content(options)
        try:
            found = pictures(content, options["side"], _channels(options))
        except DataError as error:
            return error
        found.x.setflags(write=False)  # all specs share it
        return found

    file = f"{uploads.folder()}/{options['file']}"
    found = _decoded.get((language(), file, options["side"], _channels(options)), make)
    if isinstance(found, DataError):
        raise DataError(found.message)
    return found


def _channels(options: Mapping[str, Any]) -> int:
    return 3 if options["color"] == "colour" else 1


DATASETS.register(
    DatasetKind(
        NAME,
        N_(
            "Pictures of your own: a zip archive with a folder for each class, or several files per class. They are "
            "cut to a square and made small. Until you upload some, you see small handwritten digits of three classes."
        ),
        label=N_("Own pictures"),
        params=(
            FILE,
            SIDE,
            COLOR,
            TEST_SIZE,
            VALIDATION_SIZE,
            STRATIFY,
            SPLIT_SEED,
        ),
        family="image",
        source=N_(
            "your files; the example is a part of [scikit-learn's digits]"
            "(https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html)"
        ),
        signature=_signature,
        load=_load,
        pixel_maximum=255.0,
    )
)
