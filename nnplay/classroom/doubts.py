"""What a teacher should look at twice: results that two students share, late ones, and ones that can't be repeated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

from nnplay.classroom.class_names import in_a_row
from nnplay.classroom.class_store import Handed
from nnplay.classroom.result import NOTES
from nnplay.i18n import plural, tr
from nnplay.spec import ExperimentSpec

NEAR_SECONDS = 300.0
"""Equal settings handed in so soon after each other are marked."""

LONG_WORDS = 25
"""Characters of an explanation that two students hardly write alike."""


MOST_NAMED = 3
"""Names in one sentence; if there are two more or above, the rest is counted."""


def doubts(
    handed: Sequence[Handed],
    due: str = "",
    start: ExperimentSpec | None = None,
    has_own_data: Callable[[ExperimentSpec, str], bool] = lambda spec, name: True,
) -> dict[int, tuple[str, ...]]:
    """Sentences by the ids of results; those without any are left out.

    Args:
        handed: All results of a class.
        due: When the assignment is due: ISO 8601; empty for never.
        start: What the assignment begins with: equal results of that alone say nothing.
        has_own_data: Whether an experiment has the data that belong to a name, where each student has different ones.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for alike in _groups(handed, lambda one: one.result.spec):
        for one in alike if alike[0].result.spec != start else ():
            near: dict[str, float] = {}  # by name the nearest one
            for other in _others(one, alike):
                apart = seconds_between(one.result.created, other.result.created)
                if abs(apart) <= NEAR_SECONDS:
                    near[other.name] = min(near.get(other.name, apart), apart, key=abs)
            shown = sorted(near, key=lambda name: abs(near[name]))[: MOST_NAMED if len(near) > MOST_NAMED + 1 else None]
            found[one.id] += [_same_settings(name, near[name]) for name in shown]
            if len(near) > len(shown):
                found[one.id].append(
                    tr("Same settings and seed as {near} others within 5 minutes.", near=len(near) - len(shown))
                )
    for alike in _groups(handed, _words):
        if len(_words(alike[0])) >= LONG_WORDS:
            for one in alike:
                if names := list(dict.fromkeys(other.name for other in _others(one, alike))):
                    found[one.id].append(tr("Same explanation as {names}.", names=_listed(names)))
    for one in handed:
        if due and (late := seconds_between(due, one.result.created)) > 0:
            found[one.id].append(tr("Late by {late}.", late=show_time(late)))
        if not has_own_data(one.result.spec, one.result.name):
            found[one.id].append(tr("Trained on the data of another name than {name}.", name=one.result.name))
        found[one.id] += [tr(NOTES[note]) for note in one.result.notes]
    return {id: tuple(dict.fromkeys(sentences)) for id, sentences in found.items() if sentences}


def seconds_between(first: str, second: str) -> float:
    """From one time to another, both ISO 8601 with their zones; 0 where one can't be read."""
    try:
        return (datetime.fromisoformat(second) - datetime.fromisoformat(first)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def show_time(seconds: float) -> str:
    """A time as people say it: `40 seconds`, `3 minutes`, `2 days`."""
    if seconds >= 86_400:
        return plural("{n} day", "{n} days", int(seconds // 86_400))
    if seconds >= 3600:
        return plural("{n} hour", "{n} hours", int(seconds // 3600))
    if seconds >= 60:
        return plural("{n} minute", "{n} minutes", int(seconds // 60))
    return plural("{n} second", "{n} seconds", int(seconds))


def _groups(handed: Sequence[Handed], key: Callable[[Handed], Hashable]) -> list[list[Handed]]:
    """The results that are alike in something, where there are several."""
    groups: dict[Hashable, list[Handed]] = defaultdict(list)
    for one in handed:
        groups[key(one)].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _others(one: Handed, handed: Sequence[Handed]) -> list[Handed]:
    """The results that have another name."""
    return [other for other in handed if other.name != one.name]


def _listed(names: Sequence[str]) -> str:
    """Names as people list them; of many the first ones."""
    shown = list(names[: MOST_NAMED if len(names) > MOST_NAMED + 1 else None])
    if len(names) > len(shown):
        return tr("{shown} and {names} others", shown=", ".join(shown), names=len(names) - len(shown))
    return in_a_row(shown)


def _same_settings(name: str, apart: float) -> str:
    """That somebody has the same settings, who handed in so many seconds later, or earlier where they are negative."""
    if not apart:
        return tr("Same settings and seed as {name}, handed in at the same second.", name=name)
    time = show_time(abs(apart))
    if apart < 0:
        return tr("Same settings and seed as {name}, handed in {time} later.", name=name, time=time)
    return tr("Same settings and seed as {name}, handed in {time} earlier.", name=name, time=time)


def _words(handed: Handed) -> str:
    return " ".join(handed.result.explanation.casefold().split())
