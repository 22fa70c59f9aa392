"""The goals that a task can set, each declared once: its options, its sentence, and how it is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.choice import Choice
from nnplay.classroom.evidence import RunEvidence
from nnplay.i18n import N_, plural, tr
from nnplay.registry import CHECKS, LAYERS, Kind, Param
from nnplay.training.words import show_metric


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


UNTRAINED = N_("Train the network to see.")


def _metric(
    name: str, said: str, missing: str, *, least: bool
) -> Callable[[RunEvidence, Mapping[str, Any]], tuple[bool, float | None, str]]:
    def judge(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
        if not evidence.is_trained:
            return False, None, tr(UNTRAINED)
        value = evidence.metrics.get(name)
        if value is None:
            return False, None, tr(missing)
        holds = value >= options["value"] if least else value <= options["value"]
        return holds, value, tr(said, value=show_metric(name, value))

    return judge


def _parameters(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    if evidence.parameters is None:
        return False, None, tr("The layers don't fit together yet.")
    return (
        evidence.parameters <= options["count"],
        evidence.parameters,
        tr("The network has {parameters:,}.", parameters=evidence.parameters),
    )


def _epochs(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    if not evidence.is_trained:
        planned = evidence.spec.training.epochs
        said = plural(
            "{n:,} is planned. {untrained}", "{n:,} are planned. {untrained}", planned, untrained=tr(UNTRAINED)
        )
        return False, None, said
    trained = evidence.epochs
    return trained <= options["count"], trained, plural("{n:,} was trained.", "{n:,} were trained.", trained)


def _depth(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    layers = len(evidence.spec.layers)
    return layers <= options["count"], layers, tr("The network has {layers} before the output layer.", layers=layers)


def _used(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    count, said = _layers_of(evidence, options["layer"])
    return count >= options["count"], count, said


def _forbidden(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    count, said = _layers_of(evidence, options["layer"])
    return not count, count, said


def _layers_of(evidence: RunEvidence, kind: str) -> tuple[int, str]:
    """How many layers of a kind there are, and the same as a sentence."""
    count, title = sum(layer.name == kind for layer in evidence.spec.layers), LAYERS[kind].title
    if not count:
        return 0, tr("The network has no {title} layers.", title=title)
    return count, plural(
        "The network has {n} {title} layer.", "The network has {n} {title} layers.", count, title=title
    )


def _gap(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    if not evidence.is_trained:
        return False, None, tr(UNTRAINED)
    training, validation = evidence.parts.get("accuracy"), evidence.parts.get("val_accuracy")
    if training is None or validation is None:
        return False, None, tr("This run has no accuracy on validation data.")
    gap = training - validation
    first, second = show_metric("accuracy", training), show_metric("accuracy", validation)
    return (
        gap <= options["value"],
        gap,
        tr("The training accuracy is {first}, the validation accuracy {second}.", first=first, second=second),
    )


def _words(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    words = len(evidence.explanation.split())
    said = plural("You have written {n} word.", "You have written {n} words.", words)
    return words >= options["words"], words, said if words else tr("You have written no words.")


def _seeds(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    if not evidence.is_trained:
        return False, None, tr(UNTRAINED)
    metric = next((name for name in evidence.metrics if name != "loss"), "loss")
    by_seed = {evidence.spec.seed: evidence.metrics[metric]}
    for other in evidence.others:
        alike = other.spec.with_seed(evidence.spec.seed) == evidence.spec and not other.own_weights and not other.rates
        if alike and other.epochs == evidence.epochs and metric in other.metrics:
            by_seed.setdefault(other.spec.seed, other.metrics[metric])
    count, values = len(by_seed), by_seed.values()
    if count < options["count"]:
        missing = options["count"] - count
        said = plural(
            "Train it with {n} more random seed, and change nothing else.",
            "Train it with {n} more random seeds, and change nothing else.",
            missing,
        )
        return False, None, said
    spread = max(values) - min(values)
    shown = ", ".join(show_metric(metric, value) for value in values)
    apart = (
        tr("{points:.1f} percentage points ({spread:.2g})", points=100 * spread, spread=spread)
        if metric == "accuracy"
        else f"{spread:.4g}"
    )
    said = tr("With {count} random seeds: {shown}. They differ by {apart}.", count=count, shown=shown, apart=apart)
    return spread <= options["spread"], spread, said


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
        judge=_metric(
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
        judge=_metric("loss", N_("The test loss is {value}."), N_("This run has no test loss."), least=False),
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
        judge=_metric(
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
        judge=_gap,
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
        judge=_parameters,
    ),
    CheckKind(
        "epochs_at_most",
        N_("How many epochs were trained, more epochs added later included."),
        label=N_("Epochs at most"),
        params=(Param("count", "integer", 20, N_("Trained in all."), label=N_("Epochs"), minimum=1, maximum=100_000),),
        demand=lambda options: tr("Epochs: at most {options:,}.", options=options["count"]),
        brief=lambda options: tr("epochs ≤ {count:,}", count=options["count"]),
        judge=_epochs,
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
        judge=_depth,
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
        judge=_used,
    ),
    CheckKind(
        "layer_forbidden",
        N_("A kind of layer that the network must not have."),
        label=N_("Layer forbidden"),
        params=(_LAYER,),
        demand=lambda options: tr("Use no {options} layer.", options=_title(options)),
        brief=lambda options: tr("no {title}", title=_title(options)),
        judge=_forbidden,
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
        judge=_words,
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
        judge=_seeds,
    ),
):
    CHECKS.register(_kind)
