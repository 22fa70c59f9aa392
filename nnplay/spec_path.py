"""One value of an experiment by its path: `training.epochs`, `layers.0.units`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nnplay.errors import SpecError
from nnplay.i18n import tr
from nnplay.registry import did_you_mean
from nnplay.spec import ExperimentSpec


def with_value(spec: ExperimentSpec, path: str, value: Any) -> ExperimentSpec:
    """The same experiment with one value changed.

    Args:
        spec: The experiment.
        path: Names joined by dots, places of layers counted from 0 as in `spec.layers[0]`: `"seed"`,
            `"dataset.noise"`, `"layers.0.units"`, `"training.epochs"`, `"training.optimizer.learning_rate"`.
        value: What JSON can hold. A dataset, a layer or an optimizer is chosen by its name alone, with the defaults of
            its options: `"training.optimizer"` takes `"SGD"`.

    Example:
        >>> from nnplay.catalogue import SPECS
        >>> with_value(SPECS["spiral"], "training.optimizer.learning_rate", 0.1).training.optimizer["learning_rate"]
        0.1

    Raises:
        SpecError: If the experiment has nothing of that path, or the value does not fit there.
    """
    data = spec.to_dict()
    del data["version"]
    *parents, last = path.split(".")
    node = data
    for name in parents:
        node = _inside(node[_place(node, name, path)])
    place = _place(node, last, path)
    is_choice = isinstance(node[place], dict) and "options" in node[place]
    node[place] = {"name": value} if is_choice and isinstance(value, str) else value
    return ExperimentSpec.from_dict({"version": spec.to_dict()["version"], **data})


def value_of(spec: ExperimentSpec, path: str) -> Any:
    """The value at a path, as JSON has it; a dataset, a layer or an optimizer by its name.

    Args:
        spec: The experiment.
        path: As for `with_value`.

    Example:
        >>> from nnplay.catalogue import SPECS
        >>> value_of(SPECS["spiral"], "dataset")
        'spiral'

    Raises:
        SpecError: If the experiment has nothing of that path.
    """
    node = spec.to_dict()
    del node["version"]
    for name in path.split("."):
        node = _inside(node)
        node = node[_place(node, name, path)]
    return node["name"] if isinstance(node, dict) and "options" in node else node


def _inside(value: Any) -> Any:
    """What a path goes on into: of a choice its options, as there is nothing else to set in it."""
    return value["options"] if isinstance(value, dict) and "options" in value else value


def _place(node: Any, name: str, path: str) -> Any:
    """The key or index of a name in plain data."""
    known: Iterable[str] = node if isinstance(node, dict) else ()
    if isinstance(node, list):
        known = [str(index) for index in range(len(node))]
    if name not in known:
        hint = did_you_mean(name, known) if known else tr(" Nothing lies below that name.")
        raise SpecError(
            tr("The experiment has no value {path!r}: there is no {name!r}.{hint}", path=path, name=name, hint=hint),
            tuple(path.split(".")),
        )
    return int(name) if isinstance(node, list) else name
