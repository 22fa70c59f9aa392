"""A language for tests: English in capital letters. What a page shows in small letters has not gone through `tr`."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

LEFT_ALONE = re.compile(
    r"""\{[^}]*\}               # fields
    | \$\$?[^$]*\$\$?          # formulas
    | `[^`]*`                  # code
    | </?[a-z][^>]*>           # markup
    | \]\([^)]*\)              # where links lead
    | :material/\w+:
    | &\w+;""",
    re.VERBOSE,
)

WORDS = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")


class Shouting(gettext.NullTranslations):
    """The catalogue of that language."""

    def gettext(self, message: str) -> str:
        parts, at = [], 0
        for left in LEFT_ALONE.finditer(message):
            parts += [message[at : left.start()].upper(), left[0]]
            at = left.end()
        return "".join([*parts, message[at:].upper()])

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


SHOWN = frozenset(
    (
        *("label", "help", "body", "value", "placeholder", "options", "headings", "text", "caption", "element_label"),
        *("title", "spec", "html", "markdown_options", "json", "mixed_json", "message", "display_text", "format"),
    )
)
"""Fields of Streamlit's messages that a reader may see, or that hold what a component shows."""


def shown(at: AppTest) -> Iterator[str]:
    """All texts that a page has sent to the browser, of its own elements and of its components."""
    for element in _elements(at._tree):
        yield from _of_message(getattr(element, "proto", None))


def _elements(block: Any) -> Iterator[Any]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from _elements(child)


def _of_message(proto: Any) -> Iterator[str]:
    if proto is None or not hasattr(proto, "ListFields"):
        return
    for field, value in proto.ListFields():
        values = list(value) if field.is_repeated else [value]
        for one in values:
            if hasattr(one, "ListFields"):
                yield from _of_message(one)
            elif isinstance(one, str) and field.name in SHOWN:
                yield from _of_text(one)


def _of_text(text: str) -> Iterator[str]:
    if text[:1] in "{[":
        try:
            yield from _of_json(json.loads(text))
            return
        except ValueError:
            pass
    yield text


def _of_json(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _of_json(one)
    elif isinstance(value, list):
        for one in value:
            yield from _of_json(one)
    elif isinstance(value, str):
        yield value


def small_words(text: str) -> list[str]:
    """The words of a text that are in small letters, formulas, code and markup left out."""
    return [word for word in WORDS.findall(LEFT_ALONE.sub(" ", text)) if len(word) > 2 and word[1:].islower()]
