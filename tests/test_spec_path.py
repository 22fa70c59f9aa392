"""One value of an experiment by its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nnplay.catalogue import SPECS
from nnplay.errors import SpecError
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.spec_path import with_value

SPEC = ExperimentSpec(
    DatasetSpec("moons", noise=0.2),
    (LayerSpec("Dense", units=8), LayerSpec("Dropout", rate=0.5)),
    TrainingSpec(OptimizerSpec("Adam", learning_rate=0.01), epochs=5),
)


def leaves(node: Any, *above: str) -> Iterator[tuple[str, Any]]:
    """Path and value of every value of an experiment, spelled anew."""
    if isinstance(node, ExperimentSpec):
        yield from leaves(node.dataset, "dataset")
        for index, layer in enumerate(node.layers):
            yield from leaves(layer, "layers", str(index))
        yield from leaves(node.training.to_dict() | {"optimizer": node.training.optimizer}, "training")
        yield "seed", node.seed
    elif isinstance(node, DatasetSpec | LayerSpec | OptimizerSpec):
        yield from leaves(dict(node.options), *above)
    else:
        for name, value in node.items():
            if isinstance(value, OptimizerSpec):
                yield from leaves(value, *above, name)
            else:
                yield ".".join((*above, name)), value


@pytest.mark.parametrize("name", SPECS)
def test_every_value_has_a_path_and_set_to_itself_changes_nothing(name: str) -> None:
    paths = dict(leaves(SPECS[name]))
    assert {"seed", "training.epochs", "training.optimizer.learning_rate"} <= set(paths)
    for path, value in paths.items():
        assert with_value(SPECS[name], path, value) == SPECS[name], path


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("seed", 7, SPEC.with_seed(7)),
        ("training.epochs", 9, SPEC.with_training(epochs=9)),
        ("dataset.noise", 0.1, SPEC.with_dataset(DatasetSpec("moons", noise=0.1))),
        ("layers.1.rate", 0.25, SPEC.with_layers((SPEC.layers[0], LayerSpec("Dropout", rate=0.25)))),
        (
            "training.optimizer.learning_rate",
            0.5,
            SPEC.with_training(optimizer=OptimizerSpec("Adam", learning_rate=0.5)),
        ),
        # A name alone brings the defaults of its options, which the old ones may not be.
        ("training.optimizer", "SGD", SPEC.with_training(optimizer=OptimizerSpec("SGD"))),
        ("dataset", "wine", SPEC.with_dataset(DatasetSpec("wine"))),
        ("layers.0", "Flatten", SPEC.with_layers((LayerSpec("Flatten"), SPEC.layers[1]))),
        ("layers", [], SPEC.with_layers(())),
    ],
)
def test_one_value_changes_and_all_others_stay(path: str, value: Any, expected: ExperimentSpec) -> None:
    before = SPEC.to_json()
    assert with_value(SPEC, path, value) == expected
    assert SPEC.to_json() == before


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("training.epoch", 3, "there is no 'epoch'. Did you mean 'epochs'?"),
        ("trainings.epochs", 3, "there is no 'trainings'. Did you mean 'training'?"),
        ("layers.2.units", 3, "there is no '2'. Choose from: 0, 1."),
        ("layers.first.units", 3, "there is no 'first'"),
        ("layers.0.rate", 3, "there is no 'rate'"),
        ("seed.value", 3, "there is no 'value'. Nothing lies below that name."),
        ("version", 2, "there is no 'version'"),
        ("dataset.name", "wine", "there is no 'name'"),
        ("", 2, "there is no ''"),
        ("training.epochs", 0, "Epochs must be between 1 and"),
        ("training.epochs", "many", "Epochs must be a whole number"),
        ("layers.0.units", -1, "Layer 1: Units must be"),
        ("training.optimizer", "Adams", "no optimizer 'Adams'. Did you mean 'Adam'?"),
        ("dataset", 3, "The dataset must be an object"),
    ],
)
def test_what_cannot_be_is_told_with_its_cause(path: str, value: Any, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        with_value(SPEC, path, value)
    assert said in caught.value.message
