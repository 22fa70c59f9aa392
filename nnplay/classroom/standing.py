"""Where each student stands: the best result, what came before it, and all of it as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from nnplay.classroom.class_store import Handed, Member
from nnplay.classroom.result import Result
from nnplay.i18n import N_

HIGHER_IS_BETTER = ("accuracy",)
ORDERS = {"best": N_("Best first"), "newest": N_("Newest first"), "name": N_("By name")}
"""What students can be ordered by, with what a page calls it."""

SHORT = {"accuracy": "accuracy", "mean_absolute_error": "MAE"}


@dataclass(frozen=True)
class Standing:
    """A student.

    Args:
        name: That the student chose.
        member: Number in the class; 0 where there is no class.
        handed: What was handed in, oldest first.
        marks: What the teacher should look at twice, of the best result.
        counted: Attempts that the class has counted.
    """

    name: str
    member: int
    handed: tuple[Handed, ...]
    marks: tuple[str, ...] = ()
    counted: int = 0

    @property
    def best(self) -> Handed | None:
        """The result that counts: most checks, then the best metric, then the earliest."""
        return max(self.handed, key=lambda one: (*rank(one.result), -one.id), default=None)

    @property
    def attempts(self) -> int:
        """How many attempts the student has made, as far as the class and the results tell."""
        return max([self.counted, len(self.handed), *(one.result.attempt for one in self.handed)])


def rank(result: Result) -> tuple[int, float]:
    """What results are ordered by, the better one later: checks that hold, then the metric."""
    value = result.metrics.get(result.metric, float("-inf"))
    better = value if result.metric in HIGHER_IS_BETTER else -value
    return sum(result.held), better if result.metrics else float("-inf")


def standings(
    handed: Sequence[Handed],
    members: Sequence[Member] = (),
    marks: Mapping[int, Sequence[str]] | None = None,
    counted: Mapping[int, int] | None = None,
) -> list[Standing]:
    """Each student, the best one first, of equal ones the earlier, those without a result last.

    Args:
        handed: All results, in the order in which they came.
        members: All members of a class, also those without a result.
        marks: As of `doubts`.
        counted: Attempts by number of the member.
    """
    names = dict.fromkeys([member.name for member in members])
    names.update(dict.fromkeys(one.name for one in handed))
    numbers = {one.name: one.member for one in handed} | {member.name: member.id for member in members}
    found = []
    for name in names:
        number = numbers.get(name, 0)
        own = Standing(
            name, number, tuple(one for one in handed if one.name == name), counted=(counted or {}).get(number, 0)
        )
        found.append(replace(own, marks=tuple((marks or {}).get(own.best.id, ())) if own.best else ()))
    empty = (-1, float("-inf"), 0)
    return sorted(found, key=lambda one: (*rank(one.best.result), -one.best.id) if one.best else empty, reverse=True)


def ordered(found: Sequence[Standing], order: str) -> list[Standing]:
    """The same students in another order of `ORDERS`; who has no result comes last, but by name."""
    if order == "name":
        return sorted(found, key=lambda one: one.name.casefold())
    if order == "newest":
        return sorted(found, key=lambda one: one.handed[-1].id if one.handed else 0, reverse=True)
    return list(found)


def standing_table(found: Sequence[Standing], checks: Sequence[str] = ()) -> pd.DataFrame:
    """A row for each student, with the best result.

    Args:
        found: As of `standings`.
        checks: What each check of the assignment is called, in its order.

    Returns:
        Name, a column for each check (None before a result), the metrics on the test part, attempts, parameters,
        epochs, seconds, the time in UTC when it was handed in, and what to look at.
    """
    titles = _different(checks)
    rows = []
    for one in found:
        best = one.best
        row: dict[str, object] = {"name": one.name}
        for place, title in enumerate(titles):
            held = best.result.held if best else ()
            row[title] = held[place] if place < len(held) else None
        if best:
            result = best.result
            row |= {f"test {SHORT.get(name, name)}": value for name, value in _metrics(result).items()}
            row |= {
                "parameters": result.parameters,
                "epochs": result.epochs,
                "seconds": result.seconds,
                "handed in": pd.Timestamp(result.created),
            }
        row |= {"attempts": one.attempts, "notice": " ".join(one.marks)}
        rows.append(row)
    measured = dict.fromkeys(column for row in rows for column in row if column.startswith("test "))
    order = ["name", *titles, *measured, "attempts", "parameters", "epochs", "seconds", "handed in", "notice"]
    table = pd.DataFrame(rows, columns=order)
    table["handed in"] = pd.to_datetime(table["handed in"], utc=True)
    return table.astype({"parameters": "Int64", "epochs": "Int64"})


def _metrics(result: Result) -> dict[str, float]:
    """The metric, and the loss where nothing else is measured."""
    return {result.metric: result.metrics[result.metric]} if result.metric in result.metrics else {}


def _different(names: Sequence[str]) -> list[str]:
    """Titles of columns, each another one."""
    return [
        name if name not in names[:place] else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    ]
