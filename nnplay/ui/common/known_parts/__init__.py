"""Large parts of what a component is sent, which a browser keeps: the next message of the component only names them.

While a network is trained, most of a figure stays as it is: its layout, the points of the data, what a network is. So a
message names its large parts by checksums, and has those of them that the messages before had not. Streamlit does not
show a message that a newer one overtakes: so a part is sent for a second, and a browser that lacks one asks for all of
them; see `parts.js`.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnplay.ui.common.current import of_tab
from nnplay.ui.common.served import serve

SCRIPT = "parts.js"

AGAIN_SECONDS = 1.0
"""A part is sent again for so long: while a page is loaded, one message soon follows another."""


@dataclass
class KnownParts:
    """By the key of each component, the names of the parts that its last message had, and until when each is sent."""

    named: dict[str, dict[str, float]] = field(default_factory=dict)


class Parts:
    """The parts of one message.

    Args:
        key: Of the component that it is for.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self._known = of_tab(KnownParts).named
        self._texts: dict[str, str] = {}
        self._until: dict[str, float] = {}

    def put(self, part: Any, *, once: bool = False) -> dict[str, str]:
        """What stands in the message for a part.

        Args:
            part: Plain data.
            once: Whether one message alone has it; for what is large and comes often.
        """
        return self.put_text(json.dumps(part, separators=(",", ":")), once=once)

    def put_text(self, text: str, *, once: bool = False) -> dict[str, str]:
        """As `put`, of a part that is JSON already."""
        name = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
        self._texts[name] = text
        self._until[name] = time.monotonic() + (0.0 if once else AGAIN_SECONDS)
        return {"$part": name}

    def message(self, told: Mapping[str, Any]) -> bytes:
        """A message as bytes of JSON, which Streamlit forwards untouched; text inside of its own JSON would be quoted
        a second time. The browser has all of its parts from then on.

        Args:
            told: Plain data, with what `put` has returned.
        """
        now, known = time.monotonic(), self._known.get(self.key, {})
        self._known[self.key] = {name: known.get(name, until) for name, until in self._until.items()}
        new = ",".join(f'"{name}":{text}' for name, text in self._texts.items() if known.get(name, math.inf) > now)
        keeper = f"{serve('parts', Path(__file__).parent)}{SCRIPT}"
        whole = json.dumps({"key": self.key, "keeper": keeper, **told}, separators=(",", ":"))
        return f'{whole[:-1]},"parts":{{{new}}}}}'.encode()

    def forget(self) -> None:
        """The browser has none of them, as it says."""
        self._known.pop(self.key, None)
