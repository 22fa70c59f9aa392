"""The goals that a task can set, each declared once: its options, its sentence, and how it is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.choice import Choice
from nnplay.classroom import judging
from nnplay.classroom.evidence import RunEvidence
from nnplay.i18n import N_, plural, tr
from nnplay.registry import CHECKS, LAYERS, Kind, Param


class Check(Choice):
    """A goal by its name with its options: `Check("accuracy_at_least", value=0.95)`."""

    registry = CHECKS
    what = N_("The check")

    @property
    def sentence(self) -> str:
        """What has to hold, for a student: `Test accuracy: at least 95%.`"""
        kind: CheckKind = self.kind
        return kind.demand(self.options)

    @property
    def brief(self) -> str:
        """The same for the narrow head of a column: `accuracy ≥ 95%`."""
        kind: CheckKind = self.kind
        return kind.brief(self.options)

    def judge(self, evidence: RunEvidence) -> Outcome:
        """Whether it holds for an experiment; see `Assignment.outcomes` for what a task demands besides."""
        kind: CheckKind = self.kind
        holds, value, found = kind.judge(evidence, self.options)
        return Outcome(self, holds, found, value)


@dataclass(frozen=True)
class Outcome:
    """Whether a goal holds.

    Args:
        check: The goal.
        holds: Whether it does.
        sentence: What was found, or what is missing, as a whole sentence.
        value: The number that was compared, in the unit of the goal's option; None where there is none.
    """

    check: Check
    holds: bool
    sentence: str
    value: float | None = None


@dataclass(frozen=True)
class CheckKind(Kind):
    """A kind of goal.

    Args:
        demand: What has to hold, from the options.
        brief: The same in a few letters, without a period.
        judge: Whether it holds, the value and a sentence, from the evidence and the options.
    """

    demand: Callable[[Mapping[str, Any]], str] = lambda options: ""
    brief: Callable[[Mapping[str, Any]], str] = lambda options: ""
    judge: Callable[[RunEvidence, Mapping[str, Any]], tuple[bool, float | None, str]] = lambda evidence, options: (
        False,
        None,
        "",
    )


_LAYER = Param("layer", "choice", "Dense", N_("A kind of layer."), label=N_("Layer"), choices=LAYERS)


def _title(options: Mapping[str, Any]) -> str:
    return str(LAYERS[options["layer"]].title)


for _kind in (
    CheckKind(
        "accuracy_at_least",
        N_("The share of the test examples that the network gets right."),
        label=N_("Test accuracy at least"),
        params=(
            Param("value", "number", 0.9, N_("1 is 100%."), label=N_("Accuracy"), minimum=0.0, maximum=1.0, step=0.01),
        ),
        demand=lambda options: tr("Test accuracy: at least {options:g}%.", options=100 * options["value"]),
        brief=lambda options: tr("accuracy ≥ {value:g}%", value=100 * options["value"]),
        judge=judging.of_metric(
            "accuracy", N_("The test accuracy is {value}."), N_("This run has no test accuracy."), least=True
        ),
    ),
    CheckKind(
        "loss_at_most",
        N_("What training minimizes, on the test data."),
        label=N_("Test loss at most"),
        params=(
            Param("value", "number", 0.1, N_("In the unit of the loss."), label=N_("Loss"), minimum=0.0, step=0.01),
        ),
        demand=lambda options: tr("Test loss: at most {options:g}.", options=options["value"]),
        brief=lambda options: tr("loss ≤ {value:g}", value=options["value"]),
        judge=judging.of_metric("loss", N_("The test loss is {value}."), N_("This run has no test loss."), least=False),
    ),
    CheckKind(
        "error_at_most",
        N_("For numbers: how far off the predictions for the test data are on average."),
        label=N_("Mean absolute error at most"),
        params=(
            Param(
                "value",
                "number",
                1.0,
                N_("In the unit of what is predicted."),
                label=N_("Error"),
                minimum=0.0,
                step=0.1,
            ),
        ),
        demand=lambda options: tr(
            "Mean absolute error on the test data: at most {options:g}.", options=options["value"]
        ),
        brief=lambda options: tr("error ≤ {value:g}", value=options["value"]),
        judge=judging.of_metric(
            "mean_absolute_error",
            N_("The mean absolute error is {value}."),
            N_("This run has no mean absolute error."),
            least=False,
        ),
    ),
    CheckKind(
        "gap_at_most",
        N_("Training accuracy minus validation accuracy: a large gap means overfitting."),
        label=N_("Overfitting at most"),
        params=(
            Param(
                "value",
                "number",
                0.05,
                N_("0.05 is 5 percentage points."),
                label=N_("Gap"),
                minimum=0.0,
                maximum=1.0,
                step=0.01,
            ),
        ),
        demand=lambda options: tr(
            "Training accuracy at most {options:g} percentage points above the validation accuracy.",
            options=100 * options["value"],
        ),
        brief=lambda options: tr("gap ≤ {value:g} points", value=100 * options["value"]),
        judge=judging.of_gap,
    ),
    CheckKind(
        "parameters_at_most",
        N_("All numbers that the network has: weights and biases."),
        label=N_("Parameters at most"),
        params=(
            Param(
                "count", "integer", 100, N_("Of the whole network."), label=N_("Parameters"), minimum=1, maximum=10**9
            ),
        ),
        demand=lambda options: tr("Parameters: at most {options:,}.", options=options["count"]),
        brief=lambda options: tr("parameters ≤ {count:,}", count=options["count"]),
        judge=judging.of_parameters,
    ),
    CheckKind(
        "epochs_at_most",
        N_("How many epochs were trained, more epochs added later included."),
        label=N_("Epochs at most"),
        params=(Param("count", "integer", 20, N_("Trained in all."), label=N_("Epochs"), minimum=1, maximum=100_000),),
        demand=lambda options: tr("Epochs: at most {options:,}.", options=options["count"]),
        brief=lambda options: tr("epochs ≤ {count:,}", count=options["count"]),
        judge=judging.of_epochs,
    ),
    CheckKind(
        "layers_at_most",
        N_("How many layers come before the output layer, of any kind."),
        label=N_("Layers at most"),
        params=(
            Param("count", "integer", 2, N_("Before the output layer."), label=N_("Layers"), minimum=0, maximum=50),
        ),
        demand=lambda options: tr("Layers before the output layer: at most {options}.", options=options["count"]),
        brief=lambda options: tr("layers ≤ {count}", count=options["count"]),
        judge=judging.of_depth,
    ),
    CheckKind(
        "layer_used",
        N_("A kind of layer that the network must have."),
        label=N_("Layer used"),
        params=(
            _LAYER,
            Param("count", "integer", 1, N_("At least so many."), label=N_("How many"), minimum=1, maximum=50),
        ),
        demand=lambda options: plural(
            "Use at least {n} {title} layer.",
            "Use at least {n} {title} layers.",
            options["count"],
            title=_title(options),
        ),
        brief=lambda options: f"{_title(options)} ≥ {options['count']}",
        judge=judging.of_used,
    ),
    CheckKind(
        "layer_forbidden",
        N_("A kind of layer that the network must not have."),
        label=N_("Layer forbidden"),
        params=(_LAYER,),
        demand=lambda options: tr("Use no {options} layer.", options=_title(options)),
        brief=lambda options: tr("no {title}", title=_title(options)),
        judge=judging.of_forbidden,
    ),
    CheckKind(
        "explanation",
        N_("A text that the student writes. Its length is checked; what it says is for you to read."),
        label=N_("Explain in your own words"),
        params=(Param("words", "integer", 20, N_("At least so many."), label=N_("Words"), minimum=1, maximum=1000),),
        demand=lambda options: plural(
            "Explain in your own words: at least {n} word.",
            "Explain in your own words: at least {n} words.",
            options["words"],
        ),
        brief=lambda options: tr("words ≥ {count}", count=options["words"]),
        judge=judging.of_words,
    ),
    CheckKind(
        "same_with_seeds",
        N_("The same experiment, trained with several random seeds, must give about the same test result."),
        label=N_("Same result with several seeds"),
        params=(
            Param("count", "integer", 3, N_("How many different seeds."), label=N_("Seeds"), minimum=2, maximum=10),
            Param(
                "spread",
                "number",
                0.05,
                N_("The largest difference between two test results. For accuracy 0.05 is 5 percentage points."),
                label=N_("Largest difference"),
                minimum=0.0,
                step=0.01,
            ),
        ),
        demand=lambda options: tr(
            "About the same test result with {options} random seeds: a difference of at most {options2:g}.",
            options=options["count"],
            options2=options["spread"],
        ),
        brief=lambda options: tr("{count} seeds agree", count=options["count"]),
        judge=judging.of_seeds,
    ),
):
    CHECKS.register(_kind)
