"""What was found of a table, as sentences, with the answers by which a student can change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nnplay.i18n import joined, tr, translated


@translated("label")
@dataclass(frozen=True)
class FindingAnswer:
    """One way in which something can be meant.

    Args:
        label: A few words.
        sets: Options of the dataset and their new values.
        adds, removes: Options that are lists of names, and the names that are added to each or taken away.
    """

    label: str
    sets: Mapping[str, Any] = field(default_factory=dict)
    adds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    removes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """What changes in a dataset's options when this is the answer."""
        changed = dict(self.sets)
        for option, names in self.adds.items():
            changed[option] = tuple(dict.fromkeys((*options[option], *names)))
        for option, names in self.removes.items():
            changed[option] = tuple(one for one in options[option] if one not in names)
        return changed


@dataclass(frozen=True)
class Finding:
    """Something that a student should know of a table.

    Args:
        text: What was found and what was done about it, as whole sentences.
        answers: What can be chosen instead, together with what holds now; empty where there is no choice.
        now: The place among `answers` of what holds now; -1 where none of them does.
        doubt: Whether it could well be otherwise, so that the student is asked.
        column: The column that it is about; empty for the whole file.
    """

    text: str
    answers: tuple[FindingAnswer, ...] = ()
    now: int = 0
    doubt: bool = False
    column: str = ""


def quoted(text: str, length: int = 30) -> str:
    """A cell as a sentence shows it."""
    plain = " ".join(text.split())
    return tr("“{text}”", text=plain if len(plain) <= length else plain[: length - 1] + "…")


def named(names: Sequence[str], most: int = 5) -> str:
    """Names of columns as a sentence lists them."""
    shown = [tr("“{text}”", text=name) for name in names[:most]]
    if len(names) > most:
        return tr("{shown} and {names:,} more", shown=", ".join(shown), names=len(names) - most)
    return joined(shown)
