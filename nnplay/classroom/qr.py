"""QR codes."""

from __future__ import annotations

import io

import segno

from nnplay.i18n import tr


def svg(text: str) -> str:
    """The QR code of a text, such as a link, as an SVG element that takes the width of its place.

    Black on white whatever the page's theme, with the quiet zone of four modules that readers need.

    Raises:
        ValueError: If the text is longer than a QR code can hold, about 2,900 letters.
    """
    out = io.BytesIO()
    segno.make(text, error="l", micro=False, boost_error=True).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True, title=tr("QR code")
    )
    return out.getvalue().decode().strip()
