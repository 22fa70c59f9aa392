"""Formulas in LaTeX as MathML, which every browser draws and prints without a script."""

from __future__ import annotations

from xml.etree import ElementTree

from latex2mathml.converter import convert

_MATHML = "{http://www.w3.org/1998/Math/MathML}"

_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
"""Elements with so many parts: one that lacks some would be drawn as an error."""

_ELEMENTS = frozenset(
    ["math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "msqrt", "mtable", "mtr", "mtd", "mpadded", *_PARTS]
)

_ATTRIBUTES = frozenset([
    "accent", "accentunder", "columnalign", "columnlines", "depth", "display", "displaystyle", "fence", "form",
    "height", "largeop", "linebreak", "linethickness", "lspace", "mathcolor", "mathsize", "mathvariant", "maxsize",
    "minsize", "movablelimits", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy",
    "symmetric", "voffset", "width",
])  # fmt: skip
"""How a formula looks; with any other one it could run a script or lead elsewhere."""


def mathml(tex: str, *, display: bool = False) -> str:
    """A formula as MathML; empty where something in it is not known here.

    Args:
        tex: LaTeX, without the `$`.
        display: Whether it stands on lines of its own.
    """
    if not tex.strip():
        return ""
    try:
        drawn = convert(tex, display="block" if display else "inline")
        formula = ElementTree.fromstring(drawn)
    except Exception:  # it has a kind of error for each way in which a formula is none, and leaves markup as it is
        return ""
    for part in formula.iter():
        name = part.tag.removeprefix(_MATHML)
        if not part.tag.startswith(_MATHML) or name not in _ELEMENTS or part.attrib.keys() - _ATTRIBUTES:
            return ""
        if len(part) != _PARTS.get(name, len(part)) or "\\" in (part.text or ""):  # it keeps unknown commands as text
            return ""
    return drawn
