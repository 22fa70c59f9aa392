"""The goals that a task can set, each declared once: its options, its sentence, and how it is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.choice import Choice
from nnplay.classroom.evidence import RunEvidence
from nnplay.registry import CHECKS, LAYERS, Kind, Param
from nnplay.training.history import show_metric


class Check(Choice):
    """A goal by its name with its options: `Check("accuracy_at_least", value=0.95)`."""

    registry = CHECKS

    @property
    def sentence(self) -> str:
        """What has to hold, for a student: `Test accuracy: at least 95%.`"""
        kind: CheckKind = self.kind
        return kind.demand(self.options)

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
        judge: Whether it holds, the value and a sentence, from the evidence and the options.
    """

    demand: Callable[[Mapping[str, Any]], str] = lambda options: ""
    judge: Callable[[RunEvidence, Mapping[str, Any]], tuple[bool, float | None, str]] = lambda evidence, options: (
        False,
        None,
        "",
    )


UNTRAINED = "Train the network to see."


def _metric(
    name: str, title: str, least: bool
) -> Callable[[RunEvidence, Mapping[str, Any]], tuple[bool, float | None, str]]:
    def judge(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
        if not evidence.is_trained:
            return False, None, UNTRAINED
        value = evidence.metrics.get(name)
        if value is None:
            return False, None, f"This run has no {title}."
        holds = value >= options["value"] if least else value <= options["value"]
        return holds, value, f"The {title} is {show_metric(name, value)}."

    return judge


def _parameters(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    if evidence.parameters is None:
        return False, None, "The layers don't fit together yet."
    return evidence.parameters <= options["count"], evidence.parameters, f"The network has {evidence.parameters:,}."


def _epochs(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    if not evidence.is_trained:
        planned = evidence.spec.training.epochs
        return False, None, f"{planned:,} {'are' if planned > 1 else 'is'} planned. {UNTRAINED}"
    trained = evidence.epochs
    return trained <= options["count"], trained, f"{trained:,} {'were' if trained > 1 else 'was'} trained."


def _depth(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    layers = len(evidence.spec.layers)
    return layers <= options["count"], layers, f"The network has {layers} before the output layer."


def _used(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    count = sum(layer.name == options["layer"] for layer in evidence.spec.layers)
    title = LAYERS[options["layer"]].title
    return (
        count >= options["count"],
        count,
        f"The network has {count or 'no'} {title} layer{'' if count == 1 else 's'}.",
    )


def _forbidden(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    count = sum(layer.name == options["layer"] for layer in evidence.spec.layers)
    title = LAYERS[options["layer"]].title
    return not count, count, f"The network has {count or 'no'} {title} layer{'' if count == 1 else 's'}."


def _gap(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    if not evidence.is_trained:
        return False, None, UNTRAINED
    training, validation = evidence.parts.get("accuracy"), evidence.parts.get("val_accuracy")
    if training is None or validation is None:
        return False, None, "This run has no accuracy on validation data."
    gap = training - validation
    first, second = show_metric("accuracy", training), show_metric("accuracy", validation)
    return gap <= options["value"], gap, f"The training accuracy is {first}, the validation accuracy {second}."


def _words(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    words = len(evidence.explanation.split())
    return words >= options["words"], words, f"You have written {words or 'no'} word{'' if words == 1 else 's'}."


def _seeds(evidence: RunEvidence, options: Mapping[str, Any]) -> tuple[bool, float | None, str]:
    if not evidence.is_trained:
        return False, None, UNTRAINED
    metric = next((name for name in evidence.metrics if name != "loss"), "loss")
    by_seed = {evidence.spec.seed: evidence.metrics[metric]}
    for other in evidence.others:
        alike = other.spec.with_seed(evidence.spec.seed) == evidence.spec and not other.own_weights and not other.rates
        if alike and other.epochs == evidence.epochs and metric in other.metrics:
            by_seed.setdefault(other.spec.seed, other.metrics[metric])
    count, values = len(by_seed), by_seed.values()
    if count < options["count"]:
        missing = options["count"] - count
        return (
            False,
            None,
            f"Train it with {missing} more random seed{'' if missing == 1 else 's'}, and change nothing else.",
        )
    spread = max(values) - min(values)
    shown = ", ".join(show_metric(metric, value) for value in values)
    return spread <= options["spread"], spread, f"With {count} random seeds: {shown}."


_LAYER = Param("layer", "choice", "Dense", "A kind of layer.", choices=LAYERS)


def _title(options: Mapping[str, Any]) -> str:
    return str(LAYERS[options["layer"]].title)


for _kind in (
    CheckKind(
        "accuracy_at_least",
        "The share of the test examples that the network gets right.",
        label="Test accuracy at least",
        params=(Param("value", "number", 0.9, "1 is 100%.", label="Accuracy", minimum=0.0, maximum=1.0, step=0.01),),
        demand=lambda options: f"Test accuracy: at least {100 * options['value']:g}%.",
        judge=_metric("accuracy", "test accuracy", least=True),
    ),
    CheckKind(
        "loss_at_most",
        "What training minimizes, on the test data.",
        label="Test loss at most",
        params=(Param("value", "number", 0.1, "In the unit of the loss.", label="Loss", minimum=0.0, step=0.01),),
        demand=lambda options: f"Test loss: at most {options['value']:g}.",
        judge=_metric("loss", "test loss", least=False),
    ),
    CheckKind(
        "error_at_most",
        "For numbers: how far off the predictions for the test data are on average.",
        label="Mean absolute error at most",
        params=(
            Param("value", "number", 1.0, "In the unit of what is predicted.", label="Error", minimum=0.0, step=0.1),
        ),
        demand=lambda options: f"Mean absolute error on the test data: at most {options['value']:g}.",
        judge=_metric("mean_absolute_error", "mean absolute error", least=False),
    ),
    CheckKind(
        "gap_at_most",
        "Training accuracy minus validation accuracy: a large gap means overfitting.",
        label="Overfitting at most",
        params=(
            Param(
                "value",
                "number",
                0.05,
                "0.05 is 5 percentage points.",
                label="Gap",
                minimum=0.0,
                maximum=1.0,
                step=0.01,
            ),
        ),
        demand=lambda options: (
            f"Training accuracy at most {100 * options['value']:g} percentage points above the validation accuracy."
        ),
        judge=_gap,
    ),
    CheckKind(
        "parameters_at_most",
        "All numbers that the network has: weights and biases.",
        label="Parameters at most",
        params=(Param("count", "integer", 100, "Of the whole network.", label="Parameters", minimum=1, maximum=10**9),),
        demand=lambda options: f"Parameters: at most {options['count']:,}.",
        judge=_parameters,
    ),
    CheckKind(
        "epochs_at_most",
        "How many epochs were trained, more epochs added later included.",
        label="Epochs at most",
        params=(Param("count", "integer", 20, "Trained in all.", label="Epochs", minimum=1, maximum=100_000),),
        demand=lambda options: f"Epochs: at most {options['count']:,}.",
        judge=_epochs,
    ),
    CheckKind(
        "layers_at_most",
        "How many layers come before the output layer, of any kind.",
        label="Layers at most",
        params=(Param("count", "integer", 2, "Before the output layer.", label="Layers", minimum=0, maximum=50),),
        demand=lambda options: f"Layers before the output layer: at most {options['count']}.",
        judge=_depth,
    ),
    CheckKind(
        "layer_used",
        "A kind of layer that the network must have.",
        label="Layer used",
        params=(_LAYER, Param("count", "integer", 1, "At least so many.", label="How many", minimum=1, maximum=50)),
        demand=lambda options: (
            f"Use at least {options['count']} {_title(options)} layer{'' if options['count'] == 1 else 's'}."
        ),
        judge=_used,
    ),
    CheckKind(
        "layer_forbidden",
        "A kind of layer that the network must not have.",
        label="Layer forbidden",
        params=(_LAYER,),
        demand=lambda options: f"Use no {_title(options)} layer.",
        judge=_forbidden,
    ),
    CheckKind(
        "explanation",
        "A text that the student writes. Its length is checked; what it says is for you to read.",
        label="Explain in your own words",
        params=(Param("words", "integer", 20, "At least so many.", label="Words", minimum=1, maximum=1000),),
        demand=lambda options: (
            f"Explain in your own words: at least {options['words']} word{'' if options['words'] == 1 else 's'}."
        ),
        judge=_words,
    ),
    CheckKind(
        "same_with_seeds",
        "The same experiment, trained with several random seeds, must give about the same test result.",
        label="Same result with several seeds",
        params=(
            Param("count", "integer", 3, "How many different seeds.", label="Seeds", minimum=2, maximum=10),
            Param(
                "spread",
                "number",
                0.05,
                "The largest difference between two test results. For accuracy 0.05 is 5 percentage points.",
                label="Largest difference",
                minimum=0.0,
                step=0.01,
            ),
        ),
        demand=lambda options: (
            f"About the same test result with {options['count']} random seeds: a difference of at most "
            f"{options['spread']:g}."
        ),
        judge=_seeds,
    ),
):
    CHECKS.register(_kind)
