"""Result codes as a teacher gets them: many at once, in mails, chats and report files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nnplay.classroom.result import Result
from nnplay.classroom.signature import find_codes, unseal
from nnplay.errors import ResultError
from nnplay.i18n import tr

MOST_TEXT = 20_000_000
"""Characters that are searched for codes; a report with pictures of a class has less."""


@dataclass(frozen=True)
class ReadCode:
    """A code that was read.

    Args:
        code: As it was found.
        result: What is in it; None where it is refused.
        problem: Why it is refused, as whole sentences; empty where it is not.
    """

    code: str
    result: Result | None
    problem: str = ""


def read_codes(text: str, key: bytes, assignment: str = "", known: Iterable[Result] = ()) -> list[ReadCode]:
    """All codes in a text, each with its result or the reason why it is refused.

    Args:
        text: With whatever else is in it.
        key: Of this server.
        assignment: Id of the assignment that they must be of; empty for any.
        known: Results that are there already.

    Raises:
        ResultError: If there is no code in it.
    """
    codes = find_codes(text[:MOST_TEXT])
    if not codes:
        raise ResultError(tr("There is no result code in this text. A code begins with NNPLAY[ and ends with ]."))
    seen = {_bare(result) for result in known}
    found = []
    for code in codes:
        try:
            result = unseal(code, key)
            if assignment and result.assignment != assignment:
                raise ResultError(
                    tr("This code of {name} belongs to another assignment.", name=result.name)
                    if result.name
                    else tr("This code of a student belongs to another assignment.")
                )
            if _bare(result) in seen:
                raise ResultError(
                    tr("This code of {name} was read before. It counts only once.", name=result.name)
                    if result.name
                    else tr("This code of a student was read before. It counts only once.")
                )
        except ResultError as error:
            found.append(ReadCode(code, None, error.message))
        else:
            seen.add(_bare(result))
            found.append(ReadCode(code, result))
    return found


def _bare(result: Result) -> str:
    """Equal for codes of the same run in the same words: a code that was made once more is the same result."""
    return replace(result, created="", seconds=0.0).to_json()
