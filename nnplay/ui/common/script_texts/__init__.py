"""What scripts show and speak, in the reader's language: declared here, and fetched once by a browser.

A message to a script names only where its texts are, because some go out several times a second.
"""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from nnplay.i18n import language, using
from nnplay.ui.common.language import since
from nnplay.ui.common.script_texts import figures, keyboard, network
from nnplay.ui.common.served import serve

Said = Mapping[str, str | tuple[str, str]]
"""Texts by name, with fields as in `tr`; in pairs, for one and for many of what the field n counts."""

COMPONENTS: Mapping[str, Callable[[], Said]] = {
    "network": network.texts,
    "figures": figures.texts,
    "keyboard": keyboard.texts,
}
"""The texts of each component, in the present language."""

FILE = "texts.js"

_HELPER = Path(__file__).with_name("say.js")


def address() -> str:
    """Lets Streamlit serve the texts in the present language; the address of a script that gives them to all others."""
    code, chosen = language(), since()
    return f"{serve(f'texts_{code}', Path(_folder(code).name))}{FILE}{f'?{chosen}' if chosen else ''}"


@functools.cache
def _folder(code: str) -> tempfile.TemporaryDirectory[str]:
    """A folder with that script, as long as the process lives."""
    with using(code):
        told = {component: texts() for component, texts in COMPONENTS.items()}
    folder = tempfile.TemporaryDirectory(prefix="nnplay-texts-")
    given = f"{json.dumps(code)}, {json.dumps(told)}, new URL(import.meta.url).search.slice(1)"
    use = f"export const use = () => window.nnplayTexts.take({given});\n"
    Path(folder.name, FILE).write_text(_HELPER.read_text(encoding="utf-8") + use, encoding="utf-8")
    return folder
