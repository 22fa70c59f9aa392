"""From a text to the numbers of its letters or words, all of one length, and back."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Unit = Literal["letters", "words"]

PADDING, UNKNOWN = 0, 1
"""The numbers of what fills a short text up, and of a letter or word that is not in the vocabulary."""

SIGNS = ("·", "�")
"""How these two are shown."""

COLUMN = "text"
"""What a table calls its texts."""

WORDS = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")
"""Words, with hyphens and apostrophes inside, and single signs."""


def tokens(text: str, unit: Unit) -> list[str]:
    """The letters or words of a text, in lower case and with single spaces."""
    plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
    return list(plain) if unit == "letters" else WORDS.findall(plain)


def vocabulary(texts: Iterable[str], unit: Unit, most: int) -> tuple[str, ...]:
    """Padding, the unknown, and then the letters or words of texts, the most frequent ones first.

    Args:
        texts: Where they come from.
        unit: What is counted.
        most: How many there may be, with the first two.
    """
    counts = Counter(token for text in texts for token in tokens(text, unit))
    ranked = sorted(counts, key=lambda token: (-counts[token], token))
    return (*SIGNS, *[token for token in ranked if token not in SIGNS][: most - 2])


@dataclass(frozen=True)
class TextReading:
    """How texts become rows of whole numbers.

    A short text is filled up in front, so that its end is always at the end; of a long one the first part counts.

    Args:
        symbols: What each number stands for: padding, the unknown, then letters or words.
        unit: Which of the two.
        length: How many numbers a text becomes.
    """

    symbols: tuple[str, ...]
    unit: Unit
    length: int

    def codes(self, texts: Sequence[str]) -> np.ndarray:
        """Texts as numbers: float64 (n, length), whole numbers from 0 on."""
        numbers = {symbol: number for number, symbol in enumerate(self.symbols) if number > UNKNOWN}
        found = np.full((len(texts), self.length), float(PADDING))
        for row, text in enumerate(texts):
            own = [numbers.get(token, UNKNOWN) for token in tokens(text, self.unit)[: self.length]]
            if own:
                found[row, -len(own) :] = own
        return found

    def shown(self, codes: np.ndarray) -> list[str]:
        """The symbol of every number of one row, padding and the unknown as signs, a space as `␣`."""
        return [self.symbols[int(code)].replace(" ", "␣") for code in codes]

    def texts(self, codes: np.ndarray) -> list[str]:
        """Rows of numbers (n, length) as texts, without the padding."""
        between = "" if self.unit == "letters" else " "
        return [between.join(self.symbols[int(code)] for code in row if code != PADDING) for row in codes]

    def left_out(self, text: str) -> tuple[list[str], int]:
        """What a network does not see of a text: unknown letters or words, and how many are beyond its length."""
        own = tokens(text, self.unit)
        known = set(self.symbols[UNKNOWN + 1 :])
        unknown = [token for token in dict.fromkeys(own[: self.length]) if token not in known]
        return unknown, max(len(own) - self.length, 0)
