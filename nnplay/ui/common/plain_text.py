"""Text that a user wrote, shown as it was written."""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"([\\`*_\[\]<$~&])")
_AT_THE_START = re.compile(r"^(\d*)([#+\->.)])")
# Streamlit replaces :red[…], :material/home: and :smile: after escapes are gone, and makes links of addresses. A word
# joiner, which takes no room, parts the colon from what follows.
_COLON = re.compile(r":(?=\S)")


def plain(text: object) -> str:
    """A text for Streamlit's Markdown that shows all of its signs, and is neither a formula nor a link."""
    shown = _ANYWHERE.sub(r"\\\1", " ".join(str(text).split()))
    return _COLON.sub(":\u2060", _AT_THE_START.sub(r"\1\\\2", shown)).replace("www.", "www\u2060.")
