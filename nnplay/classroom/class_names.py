"""Class codes that can be read out, and the names that students choose."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Container, Sequence

from nnplay.errors import ClassroomError
from nnplay.i18n import tr

CODE_LETTERS = "BCDFGHJKMNPRSTWXYZ"
"""Without letters that look alike (I and L, O and Q, U and V), and without vowels, so that no code is a word."""

CODE_LENGTH = 6

LONGEST_NAME = 40

_MISREAD = str.maketrans({"5": "S", "2": "Z", "8": "B", "6": "G"})


def new_code() -> str:
    """A class code: one of 34 million."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """A class code as somebody typed it: in any case, with spaces or hyphens, with 5 for S.

    Raises:
        ClassroomError: If it can't be one.
    """
    code = re.sub(r"[\s\-–.]", "", str(text)).upper().translate(_MISREAD)
    if len(code) != CODE_LENGTH:
        raise ClassroomError(
            tr("A class code has {code_length} letters. Ask your teacher for it.", code_length=CODE_LENGTH)
        )
    if wrong := sorted(set(code) - set(CODE_LETTERS)):
        shown = wrong[0] if wrong[0].isprintable() else "?"
        raise ClassroomError(
            tr("No class code has the letter {shown}. Check the code, or ask your teacher for it.", shown=shown)
        )
    return code


def clean_name(text: str) -> str:
    """A name as it is kept: on one line, without what can't be seen, at most `LONGEST_NAME` characters.

    Raises:
        ClassroomError: If nothing is left.
    """
    composed = unicodedata.normalize("NFKC", str(text))
    seen = "".join(" " if one.isspace() else one for one in composed if one.isspace() or one.isprintable())
    name = " ".join(seen.split())[:LONGEST_NAME].strip()
    if not any(one.isalnum() for one in name):
        raise ClassroomError(tr("Enter a name with at least one letter or number. It need not be your real one."))
    return name


def in_a_row(names: Sequence[str]) -> str:
    """Names as people list them: `Ada, Ben and Cem`."""
    if len(names) < 2:
        return "".join(names)
    return tr("{named} and {named2}", named=", ".join(names[:-1]), named2=names[-1])


def same_name(name: str) -> str:
    """What is equal for names that people would take for the same: Ada and ada."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or the first of `name 2`, `name 3`, … that nobody has.

    Args:
        name: A clean one.
        taken: What `same_name` says of the names that are there.
    """
    number, free = 1, name
    while same_name(free) in taken:
        number += 1
        free = f"{name[: LONGEST_NAME - 5]} {number}"
    return free
