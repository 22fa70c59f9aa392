"""Texts in figures: a user's own, shown as they were written, and how wide one will be without a browser."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# Widths of Arial in parts of the font size. The page's Source Sans is narrower, so this errs on the safe side.
_NARROW = frozenset("ijlt.,:;|!'()[] fI/-·r")
_WIDE = frozenset("mwMWGOQ@%…—")


def literal(text: str) -> str:
    """A text that Plotly shows with all of its signs: neither as HTML nor as a place that a hover text fills in."""
    return html.escape(text, quote=False).replace("%{", "%&#123;")


def literal_names(figure: Callable[P, R]) -> Callable[P, R]:
    """The one door for users' texts into figures: a function that is given texts, also as names within lists and
    mappings, gets each of them as `literal` makes it.
    """

    @functools.wraps(figure)
    def draw(*args: P.args, **kwargs: P.kwargs) -> R:
        shown: Any = figure
        return shown(*map(_literal, args), **{name: _literal(value) for name, value in kwargs.items()})

    return draw


def _literal(value: Any) -> Any:
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, Mapping):
        return {_literal(name): _literal(one) for name, one in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_literal, value))
    return value


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how many pixels a text of this font size takes; rather too many than too few."""
    width = 0.0
    for letter in html.unescape(text):
        if letter in _NARROW:
            width += 0.34
        elif letter in _WIDE:
            width += 0.86
        elif letter.isupper() or letter in "✓✗":
            width += 0.7
        else:
            width += 0.57
    return width * size * (1.07 if bold else 1.0)


def fit_text(text: str, width: float, size: float) -> str:
    """The text, or as much of its beginning as fits into `width` pixels, with `…`."""
    if text_width(text, size) <= width:
        return text
    letters = html.unescape(text)
    while letters and text_width(letters + "…", size) > width:
        letters = letters[:-1]
    return _as(text, letters.rstrip() + "…")


def shorten(text: str, most: int) -> str:
    """The text, or its beginning with `…` where it has more than so many letters."""
    letters = html.unescape(text)
    return text if len(letters) <= most else _as(text, letters[: most - 1] + "…")


def _as(text: str, part: str) -> str:
    """A part of a text's letters, made literal where the text was."""
    return literal(part) if html.unescape(text) != text else part
