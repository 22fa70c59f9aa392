"""What the style sheets may not say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nnplay.ui

UI = Path(nnplay.ui.__file__).parent

ON_ALL_PAGES = [*(UI / "common").rglob("*.css"), UI / "lessons" / "pages.py"]

SELF = re.compile(r":has\(((?:[^()]|\([^()]*\))*)\)")


@pytest.mark.parametrize("sheet", ON_ALL_PAGES, ids=lambda path: path.name)
def test_only_whole_classes_stand_in_has(sheet: Path) -> None:
    """When something comes that stands in any `:has()`, a browser looks again at all around it that has one.

    Classes in full come seldom; an attribute such as `data-testid`, or an element such as `button`, with anything.
    """
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    wide = re.sub(r"@media (print|\(max-width: \d+px\)) \{(?:[^{}]|\{[^{}]*\})*\}", "", text)  # no matter on a desk
    for inside in SELF.findall(wide):
        rest = re.sub(r"\.[\w-]+|[\s>,]|:is\(|\)", "", inside)
        assert not rest, f"{sheet.name}: :has({inside})"
