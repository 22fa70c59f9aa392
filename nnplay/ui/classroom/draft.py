"""What a teacher has written of an assignment so far; it may still lack its title."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from nnplay.catalogue import DEFAULT, SPECS
from nnplay.classroom.assignment import Assignment, Hint
from nnplay.classroom.checks import Check
from nnplay.classroom.controls import CONTROLS, ControlState
from nnplay.classroom.shown_words import UNTITLED
from nnplay.errors import AssignmentError
from nnplay.i18n import ENGLISH, language
from nnplay.spec import ExperimentSpec

UTC_ZONE = "UTC"

DUE_TIME = time(16, 0)


@dataclass
class Draft:
    """An assignment that is being written. The browser keeps it.

    Args:
        revision: Part of every widget's key; a new number makes all start from the values here.
        start: What it begins with; None for the experiment at hand.
        attempts: None for as many as they like.
        day, clock, zone: When it is due, in the time zone of that name; `day` is None where it never is.
        notice: What the page says once.
        earlier: What was written before another assignment took its place; None for nothing.
    """

    memory_name: ClassVar[str] = "draft"

    revision: int = 0
    title: str = ""
    text: str = ""
    start: ExperimentSpec | None = None
    controls: dict[str, ControlState] = field(default_factory=dict)
    goals: list[Check] = field(default_factory=list)
    attempts: int | None = None
    day: date | None = None
    clock: time = DUE_TIME
    zone: str = ""
    hints: list[Hint] = field(default_factory=list)
    own_split: bool = False
    notice: str = ""
    earlier: Draft | None = None

    def key(self, name: str) -> str:
        """A widget's key."""
        return f"draft-{self.revision}-{name}"

    def words_key(self, name: str) -> str:
        """The key of a field with words that may be ours: in another language it begins from those of that language."""
        return self.key(name) if language() == ENGLISH else f"{self.key(name)}-{language()}"

    def take(self, assignment: Assignment) -> None:
        """Goes on with an assignment; what was written can be brought back."""
        self._put_aside()
        self.revision += 1
        self.title, self.text, self.start = assignment.title, assignment.text, assignment.start
        self.controls = {name: assignment.state(name) for name in CONTROLS}
        self.goals, self.hints = list(assignment.goals), list(assignment.hints)
        self.attempts, self.own_split = assignment.attempts, assignment.own_split
        self.zone = self.zone or browser_zone()
        due = assignment.due_at
        self.day, self.clock = None, DUE_TIME
        if due is not None:
            local = due.astimezone(zone_of(self.zone))
            self.day, self.clock = local.date(), local.time().replace(microsecond=0)

    def clear(self) -> None:
        """Begins a new one; what was written can be brought back."""
        self._put_aside()
        fresh = Draft(self.revision + 1, zone=self.zone, earlier=self.earlier)
        self.__dict__.update(fresh.__dict__)

    def bring_back(self) -> None:
        """Goes on with what was written before; what is there now can be brought back in its turn."""
        if (before := self.earlier) is not None:
            revision = self.revision + 1
            self._put_aside()
            aside = self.earlier if self.earlier is not before else None
            self.__dict__.update(before.__dict__ | {"revision": revision, "earlier": aside})

    def _put_aside(self) -> None:
        if self.title or self.text or self.goals or self.hints:
            self.earlier = replace(self, earlier=None)

    @property
    def due(self) -> str:
        """As an assignment has it."""
        if self.day is None:
            return ""
        return datetime.combine(self.day, self.clock, zone_of(self.zone)).astimezone(UTC).isoformat()

    def made(self, at_hand: ExperimentSpec, title: str = "") -> Assignment:
        """The assignment.

        Args:
            at_hand: The experiment at hand.
            title: Another title than the one that is written.

        Raises:
            AssignmentError: If something is missing or can't be.
        """
        return Assignment(
            title or self.title,
            self.text,
            self.start or at_hand,
            self.controls,
            tuple(self.goals),
            self.attempts,
            self.due,
            tuple(self.hints),
            self.own_split,
        )

    def remember(self) -> Any:
        """As of `MemorablePart`; a draft without words is not worth keeping."""
        if not (self.title or self.text):
            return None
        try:
            made = self.made(SPECS[DEFAULT], self.title or UNTITLED)
        except AssignmentError:
            return None
        return {"assignment": made.to_dict(), "own_start": self.start is not None}

    def recall(self, kept: Any) -> None:
        """As of `MemorablePart`; what is being written already stays."""
        if self.title or self.text:
            return
        try:
            self.take(Assignment.from_dict(kept["assignment"]))
            if not kept["own_start"]:
                self.start = None
        except (AssignmentError, KeyError, TypeError):
            return


def browser_zone() -> str:
    """The time zone of the visitor's browser."""
    return st.context.timezone or UTC_ZONE


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name, UTC where there is none of that name here."""
    try:
        return ZoneInfo(name or UTC_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(UTC_ZONE)
