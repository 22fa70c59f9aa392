"""Streamlit's front end: which of its files a page of ours needs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from streamlit import file_util

PARTS = (
    "BidiComponent",
    "Button",
    "ButtonGroup",
    "Checkbox",
    "Html",
    "NumberInput",
    "Progress",
    "Selectbox",
    "Slider",
)
"""Scripts that Streamlit loads when the first page asks for what they draw."""

_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


@cache
def scripts(parts: tuple[str, ...] = PARTS) -> list[str]:
    """Names of the files of some parts and of all that they import, in order.

    Args:
        parts: What the names begin with, before the checksum; a part that a version of Streamlit does not have is left
            out.
    """
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    found: set[str] = set()
    wanted = [path.name for part in parts for path in folder.glob(f"{part}.*.js")]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
    return sorted(found)
