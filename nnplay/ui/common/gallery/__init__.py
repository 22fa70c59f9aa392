"""A choice among pictures in groups: experiments and datasets, each with a small picture of its data."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v1

from nnplay.ui.common.served import serve
from nnplay.ui.common.widget_value import WidgetValue

NAME = "nnplay_gallery"

FOLDER = Path(__file__).parent

_HTML = """
<div class="gallery"><div class="label" aria-hidden="true"></div>
<div class="field">
<input readonly role="combobox" aria-haspopup="listbox" aria-controls="panel" aria-expanded="false"></div>
<div class="panel" id="panel" popover role="listbox"></div></div>
"""
# A message of more than 10 kB is sent once and then only named, and a browser that has dropped it meanwhile breaks off
# (Streamlit 1.67): this one must stay smaller.
_component = st.components.v2.component(
    NAME,
    html=_HTML,
    css=(FOLDER / "gallery.css").read_text(encoding="utf-8"),
    js=(FOLDER / "loader.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Tile:
    """Something to choose.

    Args:
        name: What it is known by.
        title: What it is called, different from all others.
        picture: The dataset whose picture it shows.
        note: A few words under the title.
    """

    name: str
    title: str
    picture: str
    note: str = ""


Groups = tuple[tuple[str, tuple[Tile, ...]], ...]
"""Titles, each with what is under it."""


def gallery(
    label: str,
    groups: Groups,
    chosen: str | None,
    key: str,
    *,
    take: Callable[[str], None],
    other: str = "",
    help: str = "",
) -> None:
    """Draws the field that says what is chosen, and opens the gallery.

    Args:
        label: Of the field.
        groups: A title and what is under it.
        chosen: Name of what is chosen; None where it is none of these.
        key: Its name, one per place on the page.
        take: Is given a name when it is chosen, before the page is drawn.
        other: What the field says where none is chosen.
        help: A sentence for its tooltip.
    """
    tiles = {tile.name: tile for _, group in groups for tile in group}
    now = tiles.get(chosen or "")

    def changed() -> None:
        name = WidgetValue[Any](key, {}).get().get("chosen")
        if name in tiles:  # a browser may show what has gone meanwhile
            take(name)

    data = {
        "key": key,
        "label": label,
        "help": help,
        "chosen": now.name if now else None,
        "title": now.title if now else other,
        "picture": now.picture if now else "",
        "folder": serve("gallery", FOLDER),
        "groups": _plain(groups),
    }
    # As bytes: Streamlit would load pandas to see whether any part of it is a table.
    _component(key=key, data=json.dumps(data).encode(), height="content", on_chosen_change=changed)


@functools.lru_cache(maxsize=64)
def _plain(groups: Groups) -> list[dict[str, Any]]:
    """What JSON takes; it is made for each drawing of each page, and is mostly the same."""
    return [{"title": title, "tiles": [asdict(tile) for tile in group]} for title, group in groups]
