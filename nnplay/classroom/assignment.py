"""A task that a teacher sets: where to begin, what may be changed, and the goals to reach."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from nnplay.choice import check_fields
from nnplay.classroom import assignment_link
from nnplay.classroom.checked import Located, check_type, checked, checked_controls, checked_due, checked_list, listed
from nnplay.classroom.checks import Check, Outcome
from nnplay.classroom.controls import WHILE_TRAINING, BrokenRule, ControlState, broken_rules, put_back
from nnplay.classroom.evidence import RunEvidence, Trained
from nnplay.errors import AssignmentError, LinkError, SpecError
from nnplay.i18n import N_, tr
from nnplay.registry import Param, show_value
from nnplay.spec import ExperimentSpec

VERSION = assignment_link.VERSION
"""Version of the JSON form; raised when old assignments would be misread."""

TITLE = Param("title", "text", "", N_("What the task is called."), label=N_("Title"), minimum=1, maximum=120)
TEXT = Param("text", "text", "", N_("The task, in Markdown."), label=N_("Text"), maximum=10_000)
HINT = Param("text", "text", "", N_("The hint, in Markdown."), label=N_("Hint"), minimum=1, maximum=1000)
HINT_AFTER = Param(
    "after", "integer", 1, N_("How many attempts come before it."), label=N_("Opens after"), minimum=0, maximum=1000
)
ATTEMPTS = Param(
    "attempts", "integer", 10, N_("How many trainings count."), label=N_("Attempts"), minimum=1, maximum=1000
)

MOST_GOALS, MOST_HINTS = 12, 10

OWN_SEEDS = ("split_seed", "data_seed")
"""Options of datasets that an own split sets: which examples are for the test, and which points are drawn."""


@dataclass(frozen=True)
class Hint:
    """A hint that opens after some attempts.

    Args:
        after: How many attempts; 0 for a hint that is open from the start.
        text: In Markdown.

    Raises:
        AssignmentError: If it is empty, too long, or opens after fewer than no attempts.
    """

    after: int
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "after", checked(HINT_AFTER, self.after))
        object.__setattr__(self, "text", checked(HINT, self.text))


@dataclass(frozen=True)
class Assignment:
    """A task.

    Args:
        title: What it is called; at most 120 characters.
        text: What to do, in Markdown; at most 10,000 characters.
        start: The experiment that it begins with.
        controls: What is fixed or hidden, by the names in `CONTROLS`; what is missing is free.
        goals: What has to hold, at most 12.
        attempts: How many trainings count; None for as many as they like.
        due: When it is due, as ISO 8601 with its time zone, e.g. `2026-10-01T16:00:00+00:00`; kept in UTC.
            Empty: never.
        hints: At most 10; in the order of the attempts that open them.
        own_split: Whether each student's split of the data, and their noise, come from their name.

    Example:
        >>> from nnplay.catalogue import SPECS
        >>> task = Assignment("Spirals", "Separate them.", SPECS["spiral"], {"dataset": "fixed"},
        ...                   (Check("parameters_at_most", count=100),))
        >>> task.goals[0].sentence
        'Parameters: at most 100.'
        >>> Assignment.from_json(task.to_json()) == task
        True

    Raises:
        AssignmentError: If something in it can't be; `where` is the path to it.
    """

    title: str
    text: str
    start: ExperimentSpec
    controls: Mapping[str, ControlState] = field(default_factory=dict)
    goals: tuple[Check, ...] = ()
    attempts: int | None = None
    due: str = ""
    hints: tuple[Hint, ...] = ()
    own_split: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "title", checked(TITLE, self.title))
        put(self, "text", checked(TEXT, self.text))
        check_type(self.start, ExperimentSpec, "start")
        put(self, "controls", checked_controls(self.controls))
        put(self, "goals", checked_list(self.goals, Check, "goals", MOST_GOALS))
        if self.attempts is not None:
            put(self, "attempts", checked(ATTEMPTS, self.attempts))
        put(self, "due", checked_due(self.due))
        hints = checked_list(self.hints, Hint, "hints", MOST_HINTS)
        put(self, "hints", tuple(sorted(hints, key=lambda hint: hint.after)))
        if not isinstance(self.own_split, bool):
            raise AssignmentError(
                tr("Own split must be true or false. Received: {own_split}", own_split=show_value(self.own_split)),
                ("own_split",),
            )

    # What it asks for ---------------------------------------------------------------------------

    @cached_property
    def id(self) -> str:
        """12 hexadecimal digits that stand for all of it: an assignment with another word is another one."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    def state(self, control: str) -> ControlState:
        """Whether a control is free, fixed or hidden."""
        return self.controls.get(control, "free")

    @property
    def due_at(self) -> datetime | None:
        """When it is due, in UTC; None where it never is."""
        return datetime.fromisoformat(self.due) if self.due else None

    def is_late(self, now: datetime) -> bool:
        """Whether the due date is over at a time, which has its time zone."""
        return self.due_at is not None and now > self.due_at

    def start_for(self, name: str) -> ExperimentSpec:
        """What a student begins with; with an own split it depends on the name, however that is written."""
        return self._with_own_split(self.start, name)

    def has_own_data(self, spec: ExperimentSpec, name: str) -> bool:
        """Whether an experiment has the split and the noise of this name; any has where all share the data."""
        return self._with_own_split(spec, name) == spec

    def put_back(self, spec: ExperimentSpec, name: str = "") -> ExperimentSpec:
        """The experiment with everything that is fixed or hidden as it must be; what is free stays.

        Args:
            spec: An experiment.
            name: The student's name, for an own split.
        """
        return self._with_own_split(put_back(spec, self.start_for(name), self.controls), name)

    def broken_rules(self, evidence: RunEvidence) -> tuple[BrokenRule, ...]:
        """What a training has changed that is not free; where there is something, it does not count."""
        spec = evidence.spec
        rules = list(broken_rules(spec, self.put_back(spec, evidence.name)))
        rate = spec.training.optimizer["learning_rate"]
        if self.state("learning_rate") != "free" and any(moved != rate for moved in evidence.rates):
            rules.append(BrokenRule("learning_rate", tr("The learning rate was changed during the training.")))
        held = [name for name in WHILE_TRAINING if self.state(name) != "free"]
        if evidence.changed and held:  # perhaps to something else and back
            rules.append(BrokenRule(held[0], tr("Settings were changed during the training.")))
        planned = self.start.training.epochs
        if self.state("epochs") != "free" and evidence.epochs > planned:
            sentence = tr(
                "Epochs must be {planned:,}; this network was trained for {epochs:,}.",
                planned=planned,
                epochs=evidence.epochs,
            )
            rules.append(BrokenRule("epochs", sentence))
        if self.state("weights") != "free" and evidence.own_weights:
            sentence = tr("The training must start with new weights; here some were set by hand or trained before.")
            rules.append(BrokenRule("weights", sentence))
        return tuple(rules)

    def outcomes(self, evidence: RunEvidence) -> tuple[Outcome, ...]:
        """Whether each goal holds. None does where a setting is not as the task wants it: see `broken_rules`."""
        found = tuple(goal.judge(evidence) for goal in self.goals)
        broken = self.broken_rules(evidence)
        if not broken:
            return found
        return tuple(
            Outcome(one.check, False, tr("Does not count. {sentence}", sentence=broken[0].sentence), one.value)
            for one in found
        )

    def check(
        self, run: Trained, *, explanation: str = "", others: Sequence[Trained] = (), name: str = ""
    ) -> tuple[Outcome, ...]:
        """Whether each goal holds for a trained run.

        Args:
            run: What `nnplay.train` returns.
            explanation: What the student has written.
            others: Other runs of the student, e.g. with other seeds.
            name: The student's name, for an own split.
        """
        return self.outcomes(RunEvidence.of(run, explanation=explanation, others=others, name=name))

    def open_hints(self, attempts: int) -> tuple[Hint, ...]:
        """The hints that are open after so many attempts."""
        return tuple(hint for hint in self.hints if hint.after <= attempts)

    def _with_own_split(self, spec: ExperimentSpec, name: str) -> ExperimentSpec:
        if not self.own_split:
            return spec
        known = {param.name: param for param in spec.dataset.kind.params}
        written = " ".join(name.split()).casefold()
        # From the text alone: a seed from the identifier of the task would follow from itself.
        digest = hashlib.sha256(f"{self.title}\n{written}".encode()).digest()
        number = int.from_bytes(digest[:4])
        seeds = {one: number % (int(known[one].maximum or 2**31 - 1) + 1) for one in OWN_SEEDS if one in known}
        return spec.with_dataset(spec.dataset.with_options(**seeds))

    # As JSON ------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back."""
        return {
            "assignment": VERSION,
            "title": self.title,
            "text": self.text,
            "start": self.start.to_dict(),
            "controls": dict(self.controls),
            "goals": [goal.to_dict() for goal in self.goals],
            "attempts": self.attempts,
            "due": self.due,
            "hints": [{"after": hint.after, "text": hint.text} for hint in self.hints],
            "own_split": self.own_split,
        }

    def to_json(self, indent: int | None = None) -> str:
        """JSON text that `from_json` reads back."""
        return json.dumps(self.to_dict(), indent=indent)

    @classmethod
    def from_dict(cls, data: Any) -> Assignment:
        """The assignment that `to_dict` wrote.

        Raises:
            AssignmentError: If fields are missing, unknown or wrong, or the version is not known; `where` is the path
                to the cause.
        """
        if isinstance(data, Mapping) and "assignment" not in data and "dataset" in data:
            raise AssignmentError(tr("This is an experiment, not an assignment. Open it on the page Playground."))
        optional = ("text", "controls", "goals", "attempts", "due", "hints", "own_split")
        with Located():
            check_fields(data, tr("The assignment"), required=("assignment", "title", "start"), optional=optional)
        version = data["assignment"]
        if type(version) is int and version > VERSION:
            raise AssignmentError(
                tr(
                    "This assignment was made by a newer version of nnplay: it has version {version}, and this nnplay "
                    "reads version {version2}. Update nnplay to open it.",
                    version=version,
                    version2=VERSION,
                ),
                ("assignment",),
            )
        if type(version) is not int or version != VERSION:  # True == 1
            raise AssignmentError(
                tr(
                    "This assignment has version {version}; this nnplay reads version {version2}.",
                    version=show_value(version),
                    version2=VERSION,
                ),
                ("assignment",),
            )
        with Located("start"):
            start = ExperimentSpec.from_dict(data["start"])
        goals = []
        for place, goal in enumerate(listed(data.get("goals", []), "goals")):
            with Located("goals", place, says=tr("Goal {place}: ", place=place + 1)):
                goals.append(Check.from_dict(goal))
        hints = []
        for place, hint in enumerate(listed(data.get("hints", []), "hints")):
            with Located("hints", place, says=tr("Hint {place}: ", place=place + 1)):
                check_fields(hint, tr("A hint"), required=("after", "text"))
                hints.append(Hint(hint["after"], hint["text"]))
        plain = {name: data[name] for name in ("controls", "attempts", "due", "own_split") if name in data}
        return cls(data["title"], data.get("text", ""), start, goals=tuple(goals), hints=tuple(hints), **plain)

    @classmethod
    def from_json(cls, text: str) -> Assignment:
        """The assignment that `to_json` wrote.

        Raises:
            AssignmentError: If the text is not JSON, or as `from_dict` says.
        """
        try:
            data = json.loads(text)
        except (ValueError, TypeError, RecursionError) as error:
            raise AssignmentError(
                tr("This is not an assignment: the file holds no JSON ({error}).", error=error)
            ) from None
        return cls.from_dict(data)

    def to_link(self) -> str:
        """The text that stands for it in a link, behind `?a=`; no longer than `nnplay.link.MAX_LENGTH`.

        Raises:
            LinkError: If the data are a file of the teacher's own, or the text would be too long.
        """
        return assignment_link.written(self.to_dict(), self.start, self.goals)

    @classmethod
    def from_link(cls, text: str) -> Assignment:
        """The assignment that `to_link` wrote; a `LinkError` where the text is damaged, or from another version."""
        try:
            return cls.from_dict(assignment_link.read(text))
        except (AssignmentError, SpecError) as error:
            message = tr(
                "This link holds an assignment that this version of nnplay can't open. {message}",
                message=error.message,
            )
            raise LinkError(message) from None


def outcomes(assignment: Assignment, evidence: RunEvidence) -> tuple[Outcome, ...]:
    """Whether each goal of an assignment holds; see `Assignment.outcomes`."""
    return assignment.outcomes(evidence)
