"""How each goal of a task is judged: whether it holds, the number that was compared, and what was found in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nnplay.classroom.evidence import RunEvidence
from nnplay.i18n import N_, plural, tr
from nnplay.registry import LAYERS
from nnplay.training.words import show_metric

JudgedGoal = tuple[bool, float | None, str]
"""Whether a goal holds, the number that was compared if there is one, and a sentence."""

UNTRAINED = N_("Train the network to see.")


def of_metric(
    name: str, said: str, missing: str, *, least: bool
) -> Callable[[RunEvidence, Mapping[str, Any]], JudgedGoal]:
    """Judges by a metric on the test data.

    Args:
        name: Of the metric.
        said: The sentence with its `value`.
        missing: The sentence for a run without it.
        least: Whether it must be at least the option `value`, else at most.
    """

    def judge(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
        if not evidence.is_trained:
            return False, None, tr(UNTRAINED)
        value = evidence.metrics.get(name)
        if value is None:
            return False, None, tr(missing)
        holds = value >= options["value"] if least else value <= options["value"]
        return holds, value, tr(said, value=show_metric(name, value))

    return judge


def of_parameters(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
    """Whether the network is small enough."""
    if evidence.parameters is None:
        return False, None, tr("The layers don't fit together yet.")
    return (
        evidence.parameters <= options["count"],
        evidence.parameters,
        tr("The network has {parameters:,}.", parameters=evidence.parameters),
    )


def of_epochs(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
    """Whether few enough epochs were trained."""
    if not evidence.is_trained:
        planned = evidence.spec.training.epochs
        said = plural(
            "{n:,} is planned. {untrained}", "{n:,} are planned. {untrained}", planned, untrained=tr(UNTRAINED)
        )
        return False, None, said
    trained = evidence.epochs
    return trained <= options["count"], trained, plural("{n:,} was trained.", "{n:,} were trained.", trained)


def of_depth(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
    """Whether few enough layers come before the output."""
    layers = len(evidence.spec.layers)
    return layers <= options["count"], layers, tr("The network has {layers} before the output layer.", layers=layers)


def of_used(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
    """Whether there are enough layers of a kind."""
    count, said = _layers_of(evidence, options["layer"])
    return count >= options["count"], count, said


def of_forbidden(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
    """Whether there is no layer of a kind."""
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


def of_gap(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
    """Whether the training accuracy is close enough to the validation accuracy."""
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


def of_words(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
    """Whether enough was written."""
    words = len(evidence.explanation.split())
    said = plural("You have written {n} word.", "You have written {n} words.", words)
    return words >= options["words"], words, said if words else tr("You have written no words.")


def of_seeds(evidence: RunEvidence, options: Mapping[str, Any]) -> JudgedGoal:
    """Whether trainings that differ in nothing but the seed agree."""
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
