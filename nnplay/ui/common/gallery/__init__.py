"""A choice among pictures in groups: experiments and datasets, each with a small picture of its data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v1

from nnplay.ui.common.widget_value import WidgetValue

NAME = "nnplay_gallery"

FOLDER = Path(__file__).parent

_HTML = """
<div class="gallery"><div class="label" aria-hidden="true"></div>
<div class="field"><input readonly role="combobox" aria-haspopup="listbox" aria-expanded="false"></div>
<div class="panel" popover role="listbox"></div></div>
"""
# Streamlit sends script and style with every update, so without comments and indents.
_JS, _CSS = (
    "\n".join(line for line in map(str.strip, text.splitlines()) if line and not line.startswith("//"))
    for text in ((FOLDER / name).read_text(encoding="utf-8") for name in ("gallery.js", "gallery.css"))
)

_component = st.components.v2.component(NAME, html=_HTML, css=_CSS, js=_JS)


@dataclass(frozen=True)
class Tile:
    """Something to choose.

    Args:
        name: What it is known by.
        title: What it is called, different from all others.
        picture: The dataset whose picture it shows.
        note: A few words under the title.
        help: A sentence for its tooltip.
    """

    name: str
    title: str
    picture: str
    note: str = ""
    help: str = ""


def gallery(
    label: str,
    groups: Sequence[tuple[str, Sequence[Tile]]],
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
        "picture": f"{now.picture}.svg" if now else "",
        "folder": _served(),
        "groups": [
            {"title": title, "tiles": [{**asdict(tile), "picture": f"{tile.picture}.svg"} for tile in group]}
            for title, group in groups
        ],
    }
    _component(key=key, data=data, height="content", on_chosen_change=changed)


def _served() -> str:
    """Lets Streamlit serve the pictures; the address of their folder. Declared on each call, as by `live_chart`."""
    served = streamlit.components.v1.declare_component("thumbnails", path=str(FOLDER / "thumbnails"))
    return f"component/{served.name}/"
