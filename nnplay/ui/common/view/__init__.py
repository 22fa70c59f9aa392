"""The View menu: language, light or dark, and the view for a projector.

Colors and projector act in the browser alone, which remembers them; the language is the session's.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from nnplay.i18n import LANGUAGES, language, tr
from nnplay.ui.common.asked_language import COOKIE
from nnplay.ui.common.language import choose, since
from nnplay.ui.common.widget_value import WidgetValue

NAME = "nnplay_view"

KEY = "nnplay-view"

FOLDER = Path(__file__).parent

DRAWN_IN_A_THEME = "[class*=st-key-runs-table]"
"""What the server draws in the colors of a theme, as a selector; its page is drawn again when the theme changes."""

_LANGUAGES = "".join(
    f'<label><input type="radio" name="language" value="{code}"><span lang="{code}">{name}</span></label>'
    for code, name in LANGUAGES.items()
)
_HTML = f"""
<button type="button" class="open" aria-haspopup="dialog" aria-expanded="false" data-title="about">
<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9" /><path d="M12 3a9 9 0 0 1 0 18z" /></svg>
<span data-text="view"></span></button>
<div class="panel" popover role="dialog" data-label="view">
<fieldset><legend data-text="language"></legend>{_LANGUAGES}</fieldset>
<fieldset><legend data-text="colors"></legend>
<label><input type="radio" name="colors" value="System"><span data-text="system"></span></label>
<label><input type="radio" name="colors" value="Light"><span data-text="light"></span></label>
<label><input type="radio" name="colors" value="Dark"><span data-text="dark"></span></label></fieldset>
<label class="switch"><input type="checkbox" role="switch"><span data-text="projector"></span></label>
<p data-html="projector_help"></p></div>
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
    data = {
        "paths": list(paths),
        "language": language(),
        "since": since(),
        "cookie": COOKIE,
        "texts": _texts(),
        "lost": _lost(),
        "drawn": DRAWN_IN_A_THEME,
    }
    with st.container(key="nnplay-view-box"):
        # As bytes: Streamlit would load pandas to see whether any part of it is a table.
        _component(
            key=KEY,
            data=json.dumps(data).encode(),
            on_language_change=_choose_language,
            on_theme_change=_draw_again,
        )


def _texts() -> dict[str, str]:
    return {
        "about": tr("View: language, colors and size"),
        "view": tr("View"),
        "language": tr("Language"),
        "colors": tr("Colors"),
        "system": tr("As the system"),
        "light": tr("Light"),
        "dark": tr("Dark"),
        "projector": tr("Projector"),
        "projector_help": tr(
            "Large letters, thick lines and strong colors, to be read across a room. A link with {code} opens it.",
            code="<code>?view=projector</code>",
        ),
    }


def _lost() -> dict[str, str]:
    return {
        "network": tr("The picture of the network could not be loaded. Reload the page."),
        "chart": tr("The chart library could not be loaded. Reload the page."),
    }


def _draw_again() -> None:
    """Nothing has to be done: with the browser's new theme the page is drawn again."""


def _choose_language() -> None:
    value: WidgetValue[dict[str, str]] = WidgetValue(KEY, {})
    choose(value.get().get("language", ""))
