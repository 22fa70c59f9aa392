"""How wide a text will be, without a browser: enough to keep labels apart."""

from __future__ import annotations

# Widths of Arial in parts of the font size. The page's Source Sans is narrower, so this errs on the safe side.
_NARROW = frozenset("ijlt.,:;|!'()[] fI/-·r")
_WIDE = frozenset("mwMWGOQ@%…—")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how many pixels a text of this font size takes; rather too many than too few."""
    width = 0.0
    for letter in text:
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
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"
