"""Draws the small pictures of all datasets anew: `python -m tests.figures.draw_thumbnails`."""

from nnplay.figures.thumbnails import thumbnail
from nnplay.registry import DATASETS
from nnplay.ui.common.gallery import FOLDER

if __name__ == "__main__":
    for name in DATASETS:
        (FOLDER / "thumbnails" / f"{name}.svg").write_text(thumbnail(name), encoding="utf-8")
