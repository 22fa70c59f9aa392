"""An assignment's plain data as the text of a link, and back: an experiment's link with the task around it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from nnplay.classroom.checks import Check
from nnplay.errors import LinkError
from nnplay.i18n import tr
from nnplay.link import DAMAGED, MAX_LENGTH, compact, pack, restore, short, shorten, unpack
from nnplay.spec import ExperimentSpec

PARAMETER = "a"
"""Name of the query parameter that holds the text."""

VERSION = 1
"""Version of an assignment's plain data."""

_STATES = {"fixed": "f", "hidden": "h"}

_PLAIN = {"title": "n", "text": "m", "attempts": "t", "due": "u"}
"""What stands in a link as it is, by a shorter name."""


def written(assignment: Mapping[str, Any], start: ExperimentSpec, goals: Sequence[Check]) -> str:
    """The text of a link; see `Assignment.to_link`.

    Args:
        assignment: What `Assignment.to_dict` gives.
        start: Its experiment.
        goals: Its goals.

    Raises:
        LinkError: If the data are a file of the teacher's own, or the text would be too long.
    """
    controls: dict[str, list[str]] = {}
    for name, state in assignment["controls"].items():
        controls.setdefault(_STATES[state], []).append(name)
    data: dict[str, Any] = {
        "x": shorten(start),
        "c": controls,
        "g": [short(goal) for goal in goals],
        "h": [[hint["after"], hint["text"]] for hint in assignment["hints"]],
        "o": int(assignment["own_split"]),
        **{letter: assignment[name] for name, letter in _PLAIN.items()},
    }
    data = {name: value for name, value in data.items() if value}
    text = pack(data | {"k": zlib.crc32(compact(data))})
    if len(text) > MAX_LENGTH:
        raise LinkError(
            tr(
                "This assignment is too long for a link ({text:,} characters; at most {max_length:,}). Shorten its "
                "text, or hand it out as a file.",
                text=len(text),
                max_length=MAX_LENGTH,
            )
        )
    return text


def read(text: str) -> dict[str, Any]:
    """The plain data of the assignment that a link holds, for `Assignment.from_dict`.

    Raises:
        LinkError: If the text is damaged, or from another version of nnplay.
        SpecError: If this version has no such goal.
    """
    data = unpack(text)
    if "x" not in data and {"p", "d"} & set(data):
        raise LinkError(tr("This link holds an experiment, not an assignment."))
    checksum = data.pop("k", None)
    if checksum != zlib.crc32(compact(data)):
        raise LinkError(DAMAGED)
    states = {letter: state for state, letter in _STATES.items()}
    try:
        return {
            "assignment": VERSION,
            "start": restore(data["x"]).to_dict(),
            "controls": {name: states[letter] for letter, names in data.get("c", {}).items() for name in names},
            "goals": [Check(*goal).to_dict() for goal in data.get("g", [])],
            "hints": [{"after": after, "text": hint} for after, hint in data.get("h", [])],
            "own_split": bool(data.get("o", 0)),
            **{name: data[letter] for name, letter in _PLAIN.items() if letter in data},
        }
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise LinkError(DAMAGED) from None
