"""The task that a session works on: what is fixed and hidden, which trainings count, and the way back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.assignment_link import PARAMETER
from nnplay.classroom.checks import Outcome
from nnplay.classroom.controls import CONTROLS, ControlState
from nnplay.classroom.evidence import RunEvidence
from nnplay.classroom.stored_attempts import StoredAttempt
from nnplay.errors import AssignmentError, ClassroomError, LinkError, SpecError
from nnplay.i18n import tr
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History
from nnplay.ui.classroom.membership import class_at_hand, classes, confirmed
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun

LONGEST_NAME, LONGEST_EXPLANATION = 40, 5000

MOST_ATTEMPTS = 2000
"""That a session remembers."""


@dataclass(frozen=True)
class Attempt:
    """A training that counts.

    Args:
        job: Name of the training.
        run: Number of its run in the session; 0 where it is not there.
        held: Which goals it had reached when it ended.
    """

    job: str
    run: int
    held: tuple[bool, ...]


@dataclass
class TaskAtHand:
    """The task of a session. The browser keeps it, so that a reload finds it.

    Args:
        assignment: None where there is no task.
        name: What the student calls themselves.
        explanation: What they have written.
        attempts: The trainings that count, oldest first.
        earlier: The experiment that was at hand before the task.
        since: Number of the session's newest run when the task was opened.
        rehearsal: Whether a teacher tries it, and goes back to Teach.
        problem: Why a link held no task, as whole sentences; empty where it did.
        brought: Whose attempts the class has told: its code, the member's token and the id of the task.
    """

    memory_name: ClassVar[str] = "task"

    assignment: Assignment | None = None
    name: str = ""
    explanation: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    earlier: ExperimentSpec | None = None
    since: int = 0
    rehearsal: bool = False
    problem: str = ""
    brought: tuple[str, ...] = ()

    def remember(self) -> Any:
        """As of `MemorablePart`."""
        if self.assignment is None:
            return None
        return {
            "assignment": self.assignment.to_dict(),
            "name": self.name,
            "explanation": self.explanation,
            "attempts": [[one.job, one.run, list(one.held)] for one in self.attempts],
            "earlier": self.earlier.to_dict() if self.earlier else None,
            "rehearsal": self.rehearsal,
        }

    def recall(self, kept: Any) -> None:
        """As of `MemorablePart`; a task that is open already stays."""
        if self.assignment is not None:
            return
        try:
            assignment = Assignment.from_dict(kept["assignment"])
            earlier = ExperimentSpec.from_dict(kept["earlier"]) if kept["earlier"] else None
            attempts = [Attempt(str(job), int(run), tuple(map(bool, held))) for job, run, held in kept["attempts"]]
            name, explanation = str(kept["name"]), str(kept["explanation"])
            rehearsal = bool(kept.get("rehearsal", False))
        except (AssignmentError, SpecError, KeyError, TypeError, ValueError):
            return
        self.assignment, self.earlier, self.attempts = assignment, earlier, attempts[:MOST_ATTEMPTS]
        self.rehearsal = rehearsal
        self.name, self.explanation = name[:LONGEST_NAME], explanation[:LONGEST_EXPLANATION]

    @property
    def open_attempts(self) -> int | None:
        """How many trainings still count; None for as many as they like."""
        if self.assignment is None or self.assignment.attempts is None:
            return None
        return max(0, self.assignment.attempts - len(self.attempts))


@dataclass(frozen=True)
class TrainedSpec:
    """What a goal is checked on: a training of the session, as its job has it."""

    spec: ExperimentSpec
    history: History


def task_of(session: Session) -> TaskAtHand:
    """The task of a session; its `assignment` is None where it has none."""
    return session.part(TaskAtHand)


def state_of(session: Session, control: str) -> ControlState:
    """Whether a control of `CONTROLS` is free, fixed or hidden."""
    assignment = task_of(session).assignment
    return assignment.state(control) if assignment else "free"


def hidden_pages(session: Session) -> frozenset[str]:
    """Names of the pages that the task hides, as their files in pages/ are called."""
    return frozenset(one.page for name, one in CONTROLS.items() if one.page and state_of(session, name) == "hidden")


# Opening and leaving ------------------------------------------------------------------------------


def open_task(session: Session, assignment: Assignment, *, rehearsal: bool = False) -> None:
    """Makes a task the one at hand, and its experiment; what was at hand before comes back with `leave`.

    The same task again changes nothing: its attempts stay used.
    """
    mine = task_of(session)
    mine.problem = ""
    if mine.assignment == assignment and mine.rehearsal == rehearsal:
        return
    if mine.assignment is None:
        mine.earlier = session.spec
    mine.assignment, mine.rehearsal = assignment, rehearsal
    mine.explanation, mine.attempts, mine.since, mine.brought = "", [], session.newest, ()
    session.replace_spec(assignment.start_for(mine.name))


def open_file(session: Session, text: str) -> bool:
    """Opens the task that a file holds; whether it is one, and not an experiment.

    Raises:
        AssignmentError: If it is one that can't be opened.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(data, dict) or "assignment" not in data:
        return False
    open_task(session, Assignment.from_dict(data))
    return True


def leave(session: Session) -> None:
    """Ends the task and brings the experiment back that was at hand before it. Runs stay."""
    mine = task_of(session)
    earlier, mine.earlier, mine.assignment = mine.earlier, None, None
    mine.explanation, mine.attempts, mine.rehearsal, mine.brought = "", [], False, ()
    if earlier is not None:
        session.replace_spec(earlier)


def rename(session: Session, name: str) -> None:
    """Takes the student's name; with an own split the data become theirs."""
    mine = task_of(session)
    name = " ".join(name.split())[:LONGEST_NAME]
    if name == mine.name:
        return
    mine.name = name
    if mine.assignment and mine.assignment.own_split:
        session.replace_spec(mine.assignment.put_back(session.spec, name))


def put_back(session: Session) -> None:
    """Sets everything that is not free as the task wants it."""
    mine = task_of(session)
    if mine.assignment:
        session.replace_spec(mine.assignment.put_back(session.spec, mine.name))


def read_address(session: Session) -> None:
    """Opens the task that the address holds, if it holds one, and takes it out of the address."""
    text = st.query_params.get(PARAMETER)
    if text is None:
        return
    del st.query_params[PARAMETER]
    try:
        open_task(session, Assignment.from_link(text))
    except LinkError as error:
        task_of(session).problem = error.message
    else:
        st.rerun()  # the navigation was drawn before, with pages that the task may hide


def carry(fresh: Session, kept: Session) -> None:
    """Lets a tab that goes on with an earlier session open there the task that its address held."""
    if fresh is kept:
        return
    mine = task_of(fresh)
    if mine.problem:
        task_of(kept).problem = mine.problem
    elif mine.assignment is not None:
        open_task(kept, mine.assignment)


# What counts --------------------------------------------------------------------------------------


def evidence_of(session: Session, run: SessionRun | None) -> RunEvidence:
    """What the goals are checked on: a run, or the experiment at hand where there is none."""
    mine = task_of(session)
    if run is None:
        return RunEvidence.before(session.spec, explanation=mine.explanation, name=mine.name)
    counted = {attempt.job for attempt in mine.attempts}
    others = [TrainedSpec(one.job.spec, one.job.history) for one in session.runs if one.job.id in counted]
    made = TrainedSpec(run.job.spec, run.job.history)
    return RunEvidence.of(made, explanation=mine.explanation, others=others, name=mine.name, base=run.base)


def outcomes_of(session: Session, run: SessionRun | None) -> Sequence[Outcome]:
    """Whether each goal holds for a run, or for the experiment at hand."""
    assignment = task_of(session).assignment
    return assignment.outcomes(evidence_of(session, run)) if assignment else ()


def why_not(session: Session, run: SessionRun) -> str:
    """Why an ended training does not count for the task, as a sentence; empty where it does."""
    mine = task_of(session)
    if mine.assignment is None:
        return tr("There is no task.")
    if any(attempt.job == run.job.id for attempt in mine.attempts):
        return ""
    history = run.job.history
    if history.is_live:
        return tr("It is still being trained.")
    if run.number <= mine.since:
        return tr("Run {number} was trained before you opened this task, so it doesn't count.", number=run.number)
    if run.is_of_lesson:
        return tr("Run {number} was trained by a lesson, so it doesn't count.", number=run.number)
    if broken := mine.assignment.broken_rules(evidence_of(session, run)):
        return tr("Run {number} doesn't count. {sentence}", number=run.number, sentence=broken[0].sentence)
    if not history.test_metrics:
        return tr("Run {number} ended without a result, so it doesn't count.", number=run.number)
    if mine.open_attempts == 0:
        return tr(
            "All {attempts} attempts are used, so run {number} doesn't count.",
            attempts=mine.assignment.attempts,
            number=run.number,
        )
    return ""


def take_stock(session: Session) -> None:
    """Counts the trainings that have ended since the last time, each when it ends; a continued one counts again.

    Those of a member of a class are counted by the class, so that another tab goes on with the same count.
    """
    mine = task_of(session)
    if mine.assignment is None:
        return
    _bring_attempts(session, mine.assignment)
    if len(mine.attempts) >= MOST_ATTEMPTS:
        return
    counted = {attempt.job for attempt in mine.attempts}
    for run in session.runs:
        if run.job.id in counted or run.job.is_live or why_not(session, run):
            continue
        mine.attempts.append(Attempt(run.job.id, run.number, ()))
        _note(session, mine.assignment, mine.attempts[-1])
    # What a student writes later may meet a goal of an earlier training.
    there = {run.job.id: run for run in session.runs}
    for attempt in list(mine.attempts):
        if (mended := there.get(attempt.job)) is not None:
            held = tuple(outcome.holds for outcome in outcomes_of(session, mended))
            if held != attempt.held:
                renewed = Attempt(attempt.job, attempt.run, held)
                mine.attempts = [renewed if one.job == attempt.job else one for one in mine.attempts]
                _note(session, mine.assignment, renewed)


def _bring_attempts(session: Session, assignment: Assignment) -> None:
    """Takes over what the class of a member has counted before, and tells it what it does not know; once for a task."""
    mine, member = task_of(session), class_at_hand(session)
    key = (member.code, member.token, assignment.id)
    if not member.is_student or mine.rehearsal or mine.brought == key:
        return
    with contextlib.suppress(ClassroomError):  # a class that is busy, or gone: what the session knows counts
        told = confirmed(session, lambda: classes().own_attempts(*key))
        known = {one.job for one in told}
        more = [one for one in mine.attempts if one.job not in known]
        mine.brought = key
        _take_over(session, told)
        for one in more:
            _note(session, assignment, one)


def _note(session: Session, assignment: Assignment, attempt: Attempt) -> None:
    """Lets the class of a member count an attempt; where it does not, it doesn't count here either."""
    mine, member = task_of(session), class_at_hand(session)
    if mine.brought != (member.code, member.token, assignment.id):
        return
    with contextlib.suppress(ClassroomError):
        one = StoredAttempt(attempt.job, attempt.held)
        told = classes().note_attempt(member.code, member.token, assignment.id, one, assignment.attempts)
        _take_over(session, told)


def _take_over(session: Session, told: Sequence[StoredAttempt]) -> None:
    numbers = {run.job.id: run.number for run in session.runs}
    task_of(session).attempts = [Attempt(one.job, numbers.get(one.job, 0), one.held) for one in told][:MOST_ATTEMPTS]


def allows(session: Session, spec: ExperimentSpec) -> bool:
    """Whether an experiment leaves all that the task has fixed as it is; without a task every one does."""
    mine = task_of(session)
    return mine.assignment is None or not mine.assignment.broken_rules(RunEvidence.before(spec, name=mine.name))


def best_attempt(session: Session) -> Attempt | None:
    """The attempt that meets the most goals, the first of several."""
    return max(task_of(session).attempts, key=lambda attempt: sum(attempt.held), default=None)
