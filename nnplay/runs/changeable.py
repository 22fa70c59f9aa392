"""What can be changed in an experiment, and the values that a person may want to try."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import N_, number, tr
from nnplay.registry import OPTIMIZERS, Param
from nnplay.spec import SEED, TRAINING_PARAMS, ExperimentSpec

FAR = 100
"""How many times a value may lie beyond the ends of a slider before something is said."""

MOST_VALUES = 50
"""Of one option in a sweep."""

_CHOSEN_OPTIMIZER = Param("optimizer", "choice", "Adam", N_("How the weights follow the gradient."), choices=OPTIMIZERS)


def changeable(spec: ExperimentSpec) -> dict[str, tuple[str, Param, Any]]:
    """What can be changed in an experiment: by path its title, its declaration and its value now."""
    found: dict[str, tuple[str, Param, Any]] = {}
    optimizer = spec.training.optimizer
    found["training.optimizer"] = tr("Optimizer"), _CHOSEN_OPTIMIZER, optimizer.name
    for param in optimizer.kind.params:
        found[f"training.optimizer.{param.name}"] = param.title, param, optimizer[param.name]
    for name, param in TRAINING_PARAMS.items():
        found[f"training.{name}"] = param.title, param, getattr(spec.training, name)
    for place, layer in enumerate(spec.layers):
        for param in layer.kind.params:
            title = tr("Layer {place}, {title}: {option}", place=place + 1, title=layer.kind.title, option=param.title)
            found[f"layers.{place}.{param.name}"] = title, param, layer[param.name]
    for param in spec.dataset.kind.params:
        found[f"dataset.{param.name}"] = tr("Data: {title}", title=param.title), param, spec.dataset[param.name]
    found["seed"] = SEED.title, SEED, spec.seed
    return {path: one for path, one in found.items() if one[1].kind not in ("text", "several")}


def suggested(param: Param, value: Any) -> list[Any]:
    """Some values around the one now, within the bounds: where a sweep may begin."""
    match param.kind:
        case "boolean":
            return [False, True]
        case "choice":
            return list(dict.fromkeys([value, *param.values]))[:4]
        case "log":
            around = [float(f"{(value or 0.01) * factor:.3g}") for factor in (0.1, 0.3, 1, 3, 10)]
        case "integer":
            around = [max(1, value // 4), max(1, value // 2), value, value * 2, value * 4]
        case _:
            low, high = param.slider or (param.minimum or 0.0, param.maximum or max(2 * value, 1.0))
            around = [float(f"{number:.3g}") for number in np.linspace(low, high, 5)]
    least, most = param.minimum, param.maximum
    inside = [one for one in around if (least is None or one >= least) and (most is None or one <= most)]
    return list(dict.fromkeys(inside))


_RANGE = re.compile(r"\s*(?P<low>\S+)\s+to\s+(?P<high>[^\s,]+)\s*,?\s+(?P<how>in|random)\s+(?P<count>\S+)\s*")


def parsed(param: Param, text: str) -> list[Any]:
    """Values that a person wrote, checked: `0.1, 0.01`; or `0.001 to 1 in 4`, which go up in equal factors where the
    option is one that is moved in factors, else in equal steps; or `0.001 to 1 random 4`, drawn between the two.

    Raises:
        SpecError: If one is no value of the option, or there are none or too many.
    """
    written = _RANGE.fullmatch(text)
    if written and param.kind in ("integer", "number", "log"):
        low, high, count = (_number(param, written[name]) for name in ("low", "high", "count"))
        return (drawn if written["how"] == "random" else spaced)(param, low, high, int(count))
    values = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        value: Any = part
        if param.kind in ("integer", "number", "log"):
            value = _number(param, part)
        values.append(param.check(value))
    if not 0 < len(values) <= MOST_VALUES:
        raise SpecError(
            tr(
                "Enter between 1 and {most_values} values of {title}, with commas between them.",
                most_values=MOST_VALUES,
                title=param.title,
            )
        )
    return list(dict.fromkeys(values))


def unusual(param: Param, values: Sequence[Any]) -> str:
    """A sentence about values that lie far beyond what a slider offers; empty where none does."""
    if param.slider is None or param.kind not in ("number", "log"):
        return ""
    low, high = param.slider
    far = [value for value in values if value > FAR * high or 0 < value < low / FAR]
    if not far:
        return ""
    shown = ", ".join(number(value, "g") for value in far)
    return tr(
        "{title} {shown} is far from the usual {low:g} to {high:g}: training may diverge or hardly move.",
        title=param.title,
        shown=shown,
        low=low,
        high=high,
    )


def spaced(param: Param, low: float, high: float, count: int) -> list[Any]:
    """Values from the lowest to the highest one: in equal factors for a `"log"` option above 0, else in equal steps."""
    if not 2 <= count <= MOST_VALUES:
        raise SpecError(
            tr("Choose between 2 and {most_values} values of {title}.", most_values=MOST_VALUES, title=param.title)
        )
    numbers = (
        np.geomspace(low, high, count) if param.kind == "log" and low > 0 < high else np.linspace(low, high, count)
    )
    rounded = [round(number) if param.kind == "integer" else float(f"{number:.4g}") for number in numbers]
    return list(dict.fromkeys(param.check(one) for one in rounded))


def drawn(param: Param, low: float, high: float, count: int, seed: int = 0) -> list[Any]:
    """Values at random between two, in increasing order: evenly by factors for a `"log"` option above 0, else evenly.

    Fewer than asked for where some are equal once they are rounded.
    """
    if not 2 <= count <= MOST_VALUES:
        raise SpecError(
            tr("Choose between 2 and {most_values} values of {title}.", most_values=MOST_VALUES, title=param.title)
        )
    shares = np.sort(np.random.default_rng(seed).random(count))
    numbers = low * (high / low) ** shares if param.kind == "log" and low > 0 < high else low + (high - low) * shares
    rounded = [round(number) if param.kind == "integer" else float(f"{number:.4g}") for number in numbers]
    return list(dict.fromkeys(param.check(one) for one in rounded))


def _number(param: Param, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise SpecError(tr("{title}: {text!r} is not a number.", title=param.title, text=text[:30])) from None
