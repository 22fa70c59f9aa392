"""The View menu: light or dark, and the view for a projector. Both act in the browser alone, which remembers them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

NAME = "nnplay_view"

FOLDER = Path(__file__).parent

_HTML = """
<button type="button" class="open" aria-haspopup="dialog" aria-expanded="false" title="View: colors and size">
<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9" /><path d="M12 3a9 9 0 0 1 0 18z" /></svg>
<span>View</span></button>
<div class="panel" popover role="dialog" aria-label="View">
<fieldset><legend>Colors</legend>
<label><input type="radio" name="colors" value="System">As the system</label>
<label><input type="radio" name="colors" value="Light">Light</label>
<label><input type="radio" name="colors" value="Dark">Dark</label></fieldset>
<label class="switch"><input type="checkbox" role="switch">Projector</label>
<p>Large letters, thick lines and strong colors, to be read across a room. A link with <code>?view=projector</code>
opens it.</p></div>
"""
_component = st.components.v2.component(
    NAME,
    html=_HTML,
    css=(FOLDER / "view.css").read_text(encoding="utf-8"),
    js=(FOLDER / "view.js").read_text(encoding="utf-8"),
)


def menu(paths: Sequence[str] = ()) -> None:
    """Draws the menu, at the top right of every page.

    Args:
        paths: What the addresses of all pages end with. Streamlit remembers a theme for one address only; a choice is
            stored for all of them.
    """
    with st.container(key="nnplay-view-box"):
        # As bytes: Streamlit would load pandas to see whether any part of it is a table.
        _component(key="nnplay-view", data=json.dumps(list(paths)).encode())
