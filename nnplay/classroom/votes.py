"""Vote first: a question about what a training will show, the class's answers, and what came out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from nnplay.classroom.class_store import Handed
from nnplay.classroom.result import metric_words
from nnplay.classroom.stored_votes import Question
from nnplay.classroom.wall import is_higher_better, summarize
from nnplay.errors import ClassroomError, SpecError
from nnplay.i18n import N_, number, tr
from nnplay.spec import ExperimentSpec
from nnplay.spec_path import value_of
from nnplay.training.words import show_metric

VoteRule = Literal["best", "fewest"]

RULES: dict[VoteRule, str] = {
    "best": N_("the setting with the best result of the class"),
    "fewest": N_("the smallest setting with which somebody met all goals"),
}
"""How the class's own runs say what came out, as the end of a sentence."""

SETTINGS: dict[str, tuple[str, str]] = {
    "training.optimizer.learning_rate": (N_("Learning rate"), N_("learning rate")),
    "layers.0.units": (N_("Neurons in the first layer"), N_("neurons in the first layer")),
    "training.batch_size": (N_("Batch size"), N_("batch size")),
    "training.epochs": (N_("Epochs"), N_("epochs")),
}
"""By its path in an experiment, a setting that a question can be about: as a title, and within a sentence."""

TEXT_LETTERS, OPTION_LETTERS = 160, 50
OPTIONS = (2, 6)
"""A longer question, or more answers, cannot be read on a wall."""


@dataclass(frozen=True)
class VoteDecision:
    """How the class's own runs say what came out.

    Args:
        rule: See `RULES`.
        setting: Path of the setting in an experiment.
        values: The value that each answer stands for.
    """

    rule: VoteRule
    setting: str
    values: tuple[float, ...]

    def to_json(self) -> str:
        """As a question keeps it."""
        return json.dumps(asdict(self))


def decision_of(question: Question) -> VoteDecision | None:
    """How runs decide a question; None where its teacher says what came out."""
    try:
        data = json.loads(question.about)
        rule, setting, values = data["rule"], str(data["setting"]), tuple(map(float, data["values"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if rule not in get_args(VoteRule) or len(values) != len(question.options):
        return None
    return VoteDecision(rule, setting, values)


def about_setting(text: str, setting: str, values: Sequence[float], rule: VoteRule) -> Question:
    """A question whose answers are values of a setting, and that the class's own runs decide."""
    options = tuple(f"{value:g}" for value in values)
    return Question(text, options, VoteDecision(rule, setting, tuple(map(float, values))).to_json())


def question_of(text: str, answers: str) -> Question:
    """A question as a teacher writes it.

    Args:
        text: The question.
        answers: One on each line.

    Raises:
        ClassroomError: If it is empty or too long for the wall, has too few, too many or equal answers.
    """
    words = " ".join(text.split())
    options = tuple(filter(None, (" ".join(line.split()) for line in answers.splitlines())))
    low, high = OPTIONS
    if not words:
        raise ClassroomError(tr("Write the question first."))
    if len(words) > TEXT_LETTERS:
        raise ClassroomError(
            tr(
                "This question has {words} characters; on the wall, at most {text_letters} can be read.",
                words=len(words),
                text_letters=TEXT_LETTERS,
            )
        )
    if not low <= len(options) <= high:
        raise ClassroomError(
            tr(
                "A question needs {low} to {high} answers, one on each line. Here there are {options}.",
                low=low,
                high=high,
                options=len(options),
            )
        )
    if long := next((option for option in options if len(option) > OPTION_LETTERS), ""):
        raise ClassroomError(
            tr(
                "The answer “{long}…” is longer than {option_letters} characters.",
                long=long[:20],
                option_letters=OPTION_LETTERS,
            )
        )
    if len({option.casefold() for option in options}) < len(options):
        raise ClassroomError(tr("Two of the answers are the same."))
    return Question(words, options)


READY: tuple[Question, ...] = (
    about_setting(
        N_("Which learning rate wins, that is, gives the best result?"),
        "training.optimizer.learning_rate",
        (0.3, 0.03, 0.003),
        "best",
    ),
    about_setting(N_("How many neurons in the first layer are needed?"), "layers.0.units", (1, 2, 3, 4, 8), "fewest"),
    about_setting(N_("Which batch size gives the best result?"), "training.batch_size", (1, 10, 100), "best"),
    Question(
        N_("We double the number of epochs. What happens to the result on the test data?"),
        (N_("It gets better"), N_("It stays about the same"), N_("It gets worse")),
    ),
    Question(
        N_("Which two digits will the network confuse most often?"),
        (N_("3 and 5"), N_("4 and 9"), N_("1 and 7"), N_("Another pair")),
    ),
)
"""Questions to start from; they are kept in English."""


def in_words(question: Question) -> Question:
    """A question as it is shown: a ready one in the reader's language, a teacher's own as it was written."""
    ready = next((one for one in READY if one.text == question.text and one.options == question.options), None)
    if ready is None:
        return question
    by = decision_of(ready)
    options = tuple(number(value, "g") for value in by.values) if by else tuple(map(tr, ready.options))
    return replace(question, text=tr(ready.text), options=options)


# The answers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VoteShare:
    """How many chose an answer.

    Args:
        option: Its text.
        count: Of the votes for it.
        share: Of all votes, 0..1; 0 where nobody has voted.
        came_out: Whether it is what came out.
    """

    option: str
    count: int
    share: float
    came_out: bool


def tally(question: Question, votes: Mapping[int, int]) -> tuple[VoteShare, ...]:
    """The class's answers, an entry per option in its order.

    Args:
        question: What was asked.
        votes: By place of the option, how many chose it; what is no option is left out.
    """
    options = in_words(question).options
    counts = [max(0, votes.get(place, 0)) for place in range(len(question.options))]
    total = sum(counts)
    return tuple(
        VoteShare(option, count, count / total if total else 0.0, place == question.answer)
        for place, (option, count) in enumerate(zip(options, counts, strict=True))
    )


def may_see(question: Question, own: int | None) -> bool:
    """Whether a student sees the class's answers: only one who has voted, and only when the vote is closed."""
    return question.closed and own is not None


def verdict(question: Question, votes: Mapping[int, int]) -> str:
    """A sentence on what came out and how many had predicted it; empty while it is not known."""
    if question.answer is None or not 0 <= question.answer < len(question.options):
        return ""
    shares = tally(question, votes)
    right, total = shares[question.answer].count, sum(one.count for one in shares)
    said = tr("{right} of {total} predicted it.", right=right, total=total) if total else tr("Nobody voted.")
    return tr("What came out: {options}. {said}", options=in_words(question).options[question.answer], said=said)


# What came out, from the class's own runs -----------------------------------------------------------


@dataclass(frozen=True)
class DecidingRun:
    """A run that a vote can be decided by.

    Args:
        spec: Its experiment.
        result: Its metric or loss; what is not finite counts as no result.
        solved: Whether it met all goals of the task.
    """

    spec: ExperimentSpec
    result: float
    solved: bool


def decide(question: Question, runs: Iterable[DecidingRun], metric: str) -> tuple[int | None, str]:
    """What came out by the class's own runs, with a sentence that says why; None where they do not tell yet.

    Runs whose setting is none of the question's values do not count. With `"best"` each value has the best result
    of its runs, and at least two values must have been tried; with `"fewest"` the smallest value that solved counts.

    Args:
        question: One that runs decide.
        runs: The class's runs, of any students.
        metric: What their results are.

    Raises:
        ClassroomError: If runs do not decide it.
    """
    by = decision_of(question)
    if by is None:
        raise ClassroomError(tr("Runs do not decide this question. Say yourself what came out."))
    tried: dict[int, list[DecidingRun]] = {}
    for run in runs:
        place = _place(by, run.spec)
        if place is not None and math.isfinite(run.result):
            tried.setdefault(place, []).append(run)
    title, name = map(tr, SETTINGS.get(by.setting, (by.setting, by.setting)))
    options = in_words(question).options
    if by.rule == "fewest":
        solved = [place for place, with_it in tried.items() if any(run.solved for run in with_it)]
        if not solved:
            return None, tr("No run with one of these values has met all goals yet.")
        place = min(solved, key=by.values.__getitem__)
        said = (
            tr(
                "{name}: with {value}, somebody met all goals; with fewer, nobody did.",
                name=title,
                value=options[place],
            )
            if any(by.values[one] < by.values[place] for one in tried)
            else tr("{name}: with {value}, somebody met all goals.", name=title, value=options[place])
        )
        return place, said
    if len(tried) < 2:
        return None, tr("The class has to hand in runs with at least two of these values first.")
    better = max if is_higher_better(metric) else min
    best = {place: better(run.result for run in with_it) for place, with_it in tried.items()}
    place = better(best, key=best.__getitem__)
    if sum(result == best[place] for result in best.values()) > 1:
        return None, tr("Two of these values have the same result so far.")
    return place, tr(
        "The best result of the class, {metric} {best}, came with {name} {options}.",
        metric=metric_words(metric),
        best=show_metric(metric, best[place]),
        name=name,
        options=options[place],
    )


def decide_by_results(question: Question, handed: Sequence[Handed], assignment: str = "") -> tuple[int | None, str]:
    """What came out by the results that a class has handed in, by the metric that its wall compares; see `decide`.

    Args:
        question: One that runs decide.
        handed: All results.
        assignment: Id of the task; results of another one are left out. Empty: all count.
    """
    metric = summarize(handed, 0, (), assignment).metric
    runs = [
        DecidingRun(
            one.result.spec,
            one.result.metrics.get(metric, math.nan),
            bool(one.result.held) and all(one.result.held),
        )
        for one in handed
        if not assignment or one.result.assignment == assignment
    ]
    return decide(question, runs, metric)


def _place(by: VoteDecision, spec: ExperimentSpec) -> int | None:
    """Which answer an experiment is a run of."""
    try:
        value: Any = value_of(spec, by.setting)
    except SpecError:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return next((place for place, one in enumerate(by.values) if math.isclose(one, value)), None)
