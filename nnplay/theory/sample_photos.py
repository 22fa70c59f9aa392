"""Pictures for the lessons: two photographs that ship with scikit-learn, and what a person brings along."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import N_, tr, translated
from nnplay.picture_file import on_paper, open_picture

LONGEST = 64
"""Pixels of the longer side of a picture that a kernel slides over, so that each can still be seen."""

_LICENCE = N_(
    "[some rights reserved](https://creativecommons.org/licenses/by/2.0/), shipped with "
    "[scikit-learn](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_sample_image.html)"
)


@translated("title", "source")
@dataclass(frozen=True)
class SamplePhoto:
    """A photograph of scikit-learn.

    Args:
        file: Its name there.
        title: What a page calls it.
        source: Who took it, as scikit-learn says; Markdown.
        part: Top, left and side of the square that lessons show, in its 427 × 640 pixels.
    """

    file: str
    title: str
    source: str
    part: tuple[int, int, int]

    @property
    def credit(self) -> str:
        """Who took it, and under which licence; Markdown."""
        return self.source + tr(_LICENCE)


PHOTOS = {
    "temple": SamplePhoto(
        "china.jpg",
        N_("Photograph: temple"),
        N_("Photograph by danielbuechele, [Flickr](https://www.flickr.com/photos/danielbuechele/6061409035/), "),
        (20, 30, 400),
    ),
    "flower": SamplePhoto(
        "flower.jpg",
        N_("Photograph: flower"),
        N_(
            "Photograph credited by scikit-learn to danielbuechele, "
            "[source](https://www.flickr.com/photos/vultilion/6056698931/), "
        ),
        (20, 120, 400),
    ),
}
"""The photographs by name."""


@functools.lru_cache(maxsize=4)
def load_photo(name: str) -> np.ndarray:
    """A photograph as it is: uint8 (427, 640, 3), red, green and blue from 0 to 255."""
    from sklearn.datasets import load_sample_image

    photo = np.array(load_sample_image(PHOTOS[name].file))
    photo.setflags(write=False)
    return photo


@functools.lru_cache(maxsize=4)
def grey_photo(name: str, side: int = LONGEST) -> np.ndarray:
    """The brightness of a square part of a photograph: uint8 (side, side), 0 dark to 255 bright."""
    from PIL import Image

    top, left, size = PHOTOS[name].part
    part = Image.fromarray(load_photo(name)[top : top + size, left : left + size])
    grey = np.array(part.convert("L").resize((side, side), Image.Resampling.BOX))
    grey.setflags(write=False)
    return grey


@functools.lru_cache(maxsize=4)
def color_photo(name: str, side: int = LONGEST) -> np.ndarray:
    """A square part of a photograph: uint8 (side, side, 3), red, green and blue from 0 to 255."""
    from PIL import Image

    top, left, size = PHOTOS[name].part
    part = Image.fromarray(load_photo(name)[top : top + size, left : left + size])
    colors = np.array(part.resize((side, side), Image.Resampling.BOX))
    colors.setflags(write=False)
    return colors


def read_picture(file: bytes, longest: int = LONGEST) -> np.ndarray:
    """The brightness of a picture file: uint8 (height, width), 0 dark to 255 bright.

    Args:
        file: The content of a picture file.
        longest: Pixels of the longer side; larger pictures are made smaller by averaging.

    Raises:
        DataError: If it is not a picture, or too large or too narrow for one.
    """
    picture = np.array(on_paper(open_picture(file, longest), grey=True))
    if min(picture.shape) < 8:
        raise DataError(
            tr("This picture is too narrow. Its shorter side must be at least an eighth of its longer side.")
        )
    return picture
