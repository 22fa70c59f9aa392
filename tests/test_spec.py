"""Experiments as values: JSON both ways, equality, and a sentence for everything that is wrong."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.choice import Choice, Options
from nnplay.errors import SpecError
from nnplay.registry import LOSSES
from nnplay.spec import (
    AUTO_LOSS,
    MAX_LAYERS,
    TRAINING_PARAMS,
    VERSION,
    DatasetSpec,
    ExperimentSpec,
    LayerSpec,
    OptimizerSpec,
    TrainingSpec,
)
from tests import strategies

EXAMPLE = ExperimentSpec(
    DatasetSpec("moons"),
    (LayerSpec("Dense", units=8, activation="tanh"), LayerSpec("Dropout", rate=0.5)),
    TrainingSpec(OptimizerSpec("Adam", learning_rate=0.01), epochs=50),
    seed=7,
)


def plain() -> Any:
    """The example as JSON would give it."""
    return json.loads(EXAMPLE.to_json())


def changed(path: tuple[str | int, ...], value: Any) -> Any:
    data = plain()
    target = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return data


def without(path: tuple[str | int, ...]) -> Any:
    data = plain()
    target = data
    for step in path[:-1]:
        target = target[step]
    del target[path[-1]]
    return data


# JSON both ways ---------------------------------------------------------------------------------


@strategies.examples(150)
@given(strategies.experiments())
def test_every_experiment_is_equal_after_a_round_trip(spec: ExperimentSpec) -> None:
    text = spec.to_json()
    again = ExperimentSpec.from_json(text)
    assert again == spec
    assert hash(again) == hash(spec)
    assert again.to_json() == text
    assert ExperimentSpec.from_json(spec.to_json(indent=2)) == spec
    assert pickle.loads(pickle.dumps(spec)) == spec


@pytest.mark.parametrize("sort", [DatasetSpec, LayerSpec, OptimizerSpec], ids=lambda sort: sort.registry.sort)
def test_every_kind_with_its_defaults_is_equal_after_a_round_trip(sort: type[Choice]) -> None:
    for name in sort.registry:
        choice = sort(name)
        assert sort.from_dict(json.loads(json.dumps(choice.to_dict()))) == choice
        assert sort.from_dict({"name": name}) == choice, "missing options take their defaults"
        assert list(choice.options) == [param.name for param in choice.kind.params]


def test_the_json_form_is_what_saved_links_hold() -> None:
    data = plain()
    assert list(data) == ["version", "dataset", "layers", "training", "seed"]
    assert data["version"] == VERSION == 1
    assert data["layers"][1] == {"name": "Dropout", "options": {"rate": 0.5}}
    assert data["training"]["optimizer"]["name"] == "Adam"
    assert data["training"]["epochs"] == 50
    assert data["seed"] == 7


def test_the_seed_may_be_missing() -> None:
    assert ExperimentSpec.from_dict(without(("seed",))).seed == 0


def test_every_training_option_reaches_json_and_comes_back() -> None:
    other: dict[str, Any] = {
        "loss": "huber",
        "batch_size": 3,
        "epochs": 4,
        "early_stopping": True,
        "patience": 9,
        "class_weight": "balanced",
    }
    assert set(other) == set(TRAINING_PARAMS) == {f.name for f in dataclasses.fields(TrainingSpec)} - {"optimizer"}
    training = TrainingSpec(OptimizerSpec("SGD"), **other)
    assert {name: getattr(TrainingSpec.from_dict(training.to_dict()), name) for name in other} == other


def test_every_loss_and_auto_can_be_chosen() -> None:
    assert TRAINING_PARAMS["loss"].values == (AUTO_LOSS, *LOSSES)


# Values -----------------------------------------------------------------------------------------


def test_specs_are_frozen() -> None:
    for value, name in ((EXAMPLE, "seed"), (EXAMPLE.training, "epochs"), (EXAMPLE.dataset, "name")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, 1)
    with pytest.raises(TypeError):
        EXAMPLE.layers[0].options["units"] = 9  # type: ignore[index]


def test_options_are_equal_and_hash_equally_in_any_order() -> None:
    one, other = Options({"a": 1, "b": 2.0}), Options({"b": 2.0, "a": 1})
    assert one == other
    assert hash(one) == hash(other)
    assert one != Options({"a": 1, "b": 3.0})
    assert LayerSpec("Dense", units=3, l2=0.1) == LayerSpec("Dense", {"l2": 0.1, "units": 3})


def test_specs_differ_where_anything_differs() -> None:
    others = (
        EXAMPLE.with_dataset(DatasetSpec("circle")),
        EXAMPLE.with_layers(EXAMPLE.layers[:1]),
        EXAMPLE.with_training(epochs=51),
        EXAMPLE.with_training(optimizer=OptimizerSpec("SGD", learning_rate=0.01)),
        dataclasses.replace(EXAMPLE, seed=8),
    )
    assert len({EXAMPLE, *others}) == 6
    assert LayerSpec("Dense") != OptimizerSpec("Adam")


def test_options_do_not_follow_the_mapping_they_were_made_of() -> None:
    source = {"units": 3}
    layer = LayerSpec("Dense", source)
    source["units"] = 4
    assert layer["units"] == 3


def test_options_can_be_changed_into_a_new_choice() -> None:
    layer = LayerSpec("Dense", units=3, activation="tanh")
    assert layer.with_options(units=4) == LayerSpec("Dense", units=4, activation="tanh")
    assert layer["units"] == 3


def test_whole_floats_and_ints_make_the_same_spec() -> None:
    assert LayerSpec("Dense", units=8.0) == LayerSpec("Dense", units=8)
    assert LayerSpec("Dense", units=8.0).to_dict() == LayerSpec("Dense", units=8).to_dict()


def test_a_list_of_layers_becomes_a_tuple() -> None:
    assert EXAMPLE.with_layers(list(EXAMPLE.layers)) == EXAMPLE  # type: ignore[arg-type]


# What is wrong, and where -----------------------------------------------------------------------

WRONG: list[tuple[Any, tuple[str | int, ...], str]] = [
    ([], (), "The experiment must be an object"),
    (None, (), "The experiment must be an object"),
    ("text", (), "Received: 'text'"),
    (without(("version",)), ("version",), "lacks the field 'version'"),
    (without(("dataset",)), ("dataset",), "lacks the field 'dataset'"),
    (without(("training", "optimizer")), ("training", "optimizer"), "The training lacks the field 'optimizer'"),
    (without(("layers", 1, "name")), ("layers", 1, "name"), "Layer 2: The layer lacks the field 'name'"),
    (changed(("version",), 2), ("version",), "has version 2; this nnplay reads version 1"),
    (changed(("version",), True), ("version",), "has version True"),
    (changed(("version",), "1"), ("version",), "has version '1'"),
    (changed(("sed",), 3), ("sed",), "unknown field 'sed'. Did you mean 'seed'?"),
    (changed(("training", "epoch"), 3), ("training", "epoch"), "unknown field 'epoch'. Did you mean 'epochs'?"),
    (changed(("layers", 0, "option"), {}), ("layers", 0, "option"), "Layer 1: The layer has an unknown field"),
    (changed(("seed",), -1), ("seed",), "Random seed must be between 0 and 2,147,483,647. Received: seed=-1"),
    (changed(("seed",), 1.5), ("seed",), "Random seed must be a whole number"),
    (changed(("seed",), None), ("seed",), "Random seed must be a whole number. Received: seed=None"),
    (changed(("layers",), {}), ("layers",), "The layers must be a list. Received: {}"),
    (changed(("layers",), "Dense"), ("layers",), "The layers must be a list. Received: 'Dense'"),
    (changed(("layers", 1), 3), ("layers", 1), "Layer 2: The layer must be an object"),
    (
        changed(("layers", 0, "name"), "dense"),
        ("layers", 0, "name"),
        "There is no layer 'dense'. Did you mean 'Dense'?",
    ),
    (changed(("layers", 0, "name"), ["Dense"]), ("layers", 0, "name"), "There is no layer ['Dense']"),
    (
        changed(("layers", 0, "options"), [1]),
        ("layers", 0, "options"),
        "The options of a layer must be names with values",
    ),
    (changed(("layers", 0, "options", "units"), 0), ("layers", 0, "units"), "Units must be between 1 and 4,096"),
    (changed(("layers", 0, "options", "units"), True), ("layers", 0, "units"), "Units must be a whole number"),
    (changed(("layers", 0, "options", "units"), "8"), ("layers", 0, "units"), "Received: units='8'"),
    (changed(("layers", 0, "options", "units"), None), ("layers", 0, "units"), "Received: units=None"),
    (changed(("layers", 0, "options", "units"), 10**400), ("layers", 0, "units"), "Units must be between"),
    (
        changed(("layers", 0, "options", "l1"), float("nan")),
        ("layers", 0, "l1"),
        "L1 must be a number. Received: l1=nan",
    ),
    (
        changed(("layers", 0, "options", "l2"), float("inf")),
        ("layers", 0, "l2"),
        "L2 must be a number. Received: l2=inf",
    ),
    (changed(("layers", 0, "options", "rate"), 1), ("layers", 0, "rate"), "Dense has no option 'rate'"),
    (changed(("layers", 0, "options", "activation"), "rely"), ("layers", 0, "activation"), "did you mean 'relu'?"),
    (
        changed(("dataset", "name"), "mnisst"),
        ("dataset", "name"),
        "There is no dataset 'mnisst'. Did you mean 'mnist'?",
    ),
    (changed(("dataset",), None), ("dataset",), "The dataset must be an object"),
    (changed(("training", "batch_size"), 0), ("training", "batch_size"), "Batch size must be between 1 and 8,192"),
    (
        changed(("training", "early_stopping"), 1),
        ("training", "early_stopping"),
        "Early stopping must be true or false",
    ),
    (changed(("training", "loss"), "mse"), ("training", "loss"), "Loss must be one of auto, "),
    (changed(("training", "optimizer", "name"), "adam"), ("training", "optimizer", "name"), "Did you mean 'Adam'?"),
    (
        changed(("training", "optimizer", "options", "learning_rate"), 0),
        ("training", "optimizer", "learning_rate"),
        "Learning rate must be between 1e-08 and 10,000,000,000",
    ),
]


@pytest.mark.parametrize(("data", "where", "sentence"), WRONG, ids=[f"{i} {w}" for i, (_, w, _) in enumerate(WRONG)])
def test_wrong_data_is_told_with_its_place(data: Any, where: tuple[str | int, ...], sentence: str) -> None:
    with pytest.raises(SpecError) as caught:
        ExperimentSpec.from_dict(data)
    assert sentence in caught.value.message
    assert caught.value.where == where
    with pytest.raises(SpecError) as caught:  # json.dumps writes NaN and Infinity, as an edited file may hold them
        ExperimentSpec.from_json(json.dumps(data))
    assert (caught.value.where, sentence in caught.value.message) == (where, True)


@pytest.mark.parametrize(
    "text",
    ["", "{", "not json", "[" * 100_000, '{"a": ' * 100_000, b"\xff\xfe", "1" * 10_000, None, {}],
    ids=["empty", "cut", "words", "deep list", "deep object", "bytes", "huge number", "None", "dict"],
)
def test_what_is_not_json_is_told_as_such(text: Any) -> None:
    with pytest.raises(SpecError, match=r"^This is not JSON: ") as caught:
        ExperimentSpec.from_json(text)
    assert len(caught.value.message) < 300


@pytest.mark.parametrize("depth", [10, 300, 900, 950, 980, 990])
@pytest.mark.parametrize("path", [("layers", 0, "options", "units"), ("layers", 0, "name"), ("version",), ("dataset",)])
def test_deep_nesting_is_refused_at_any_depth(path: tuple[str | int, ...], depth: int) -> None:
    text = json.dumps(changed(path, "HERE")).replace('"HERE"', "[" * depth + "]" * depth)
    with pytest.raises(SpecError):
        ExperimentSpec.from_json(text)


def test_too_many_layers_are_refused() -> None:
    most = (LayerSpec("Dropout"),) * MAX_LAYERS
    assert len(EXAMPLE.with_layers(most).layers) == MAX_LAYERS
    with pytest.raises(SpecError, match=f"at most {MAX_LAYERS} layers here, this one has {MAX_LAYERS + 1}") as caught:
        EXAMPLE.with_layers((*most, LayerSpec("Dropout")))
    assert caught.value.where == ("layers",)
    # Counted before they are read, so that a link with a million layers costs nothing.
    with pytest.raises(SpecError, match="this one has 1,000,000") as caught:
        ExperimentSpec.from_dict(changed(("layers",), [None] * 1_000_000))
    assert caught.value.where == ("layers",)


def test_python_mistakes_are_told_in_the_same_way() -> None:
    layer: Any = LayerSpec  # mypy would see these mistakes; a notebook does not
    training: Any = TrainingSpec
    spec: Any = EXAMPLE
    cases: list[tuple[Any, tuple[str | int, ...], str]] = [
        (lambda: layer("Dense", 12), ("options",), "Received: 12"),
        (lambda: layer("Dense", {1: 2}), ("1",), "Dense has no option 1"),
        (lambda: layer("Dense", units="many"), ("units",), "Units must be a whole number"),
        (lambda: training("Adam"), ("optimizer",), "This must be of type OptimizerSpec. Received: 'Adam'"),
        (lambda: training(OptimizerSpec("Adam"), epochs=0), ("epochs",), "Epochs must be between 1 and 10,000"),
        (lambda: spec.with_training(epochs=0), ("training", "epochs"), "Epochs must be between"),
        (lambda: spec.with_layers(("Dense",)), ("layers", 0), "This must be of type LayerSpec. Received: 'Dense'"),
        (lambda: spec.with_layers(None), ("layers",), "The layers must be a list. Received: None"),
        (lambda: spec.with_dataset("moons"), ("dataset",), "This must be of type DatasetSpec"),
        (lambda: dataclasses.replace(spec, training=None), ("training",), "This must be of type TrainingSpec"),
        (lambda: dataclasses.replace(spec, seed=True), ("seed",), "Random seed must be a whole number"),
    ]
    for make, where, sentence in cases:
        with pytest.raises(SpecError) as caught:
            make()
        assert caught.value.where == where
        assert sentence in caught.value.message


# Fuzz -------------------------------------------------------------------------------------------

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.just(10**400),
    st.just("x" * 10_000),
    st.just("\ud800"),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["Dense", "Adam", "moons", "relu", "auto"]),
)


def read_or_refused(read: Callable[[], ExperimentSpec]) -> None:
    """Anything but a spec or a `SpecError` with a short message fails."""
    try:
        spec = read()
    except SpecError as caught:
        error = caught
    else:
        assert ExperimentSpec.from_json(spec.to_json()) == spec
        return
    assert 0 < len(error.message) < 600


def containers(data: Any) -> list[Any]:
    """Every list and object within some JSON data."""
    inner = list(data.values()) if isinstance(data, dict) else data if isinstance(data, list) else []
    return ([data] if isinstance(data, dict | list) else []) + [c for value in inner for c in containers(value)]


@strategies.examples(400)
@given(strategies.experiments(max_layers=3), st.lists(JUNK, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_changed_data_is_read_or_refused_with_a_spec_error(
    spec: ExperimentSpec, junk: list[Any], chance: random.Random
) -> None:
    data = copy.deepcopy(spec.to_dict())
    for value in junk:
        target = chance.choice(containers(data))
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        if not keys:
            continue
        key = chance.choice(keys)
        action = chance.choice(["replace", "delete", "add", "move"])
        if action == "replace":
            target[key] = value
        elif action == "delete":
            del target[key]
        elif isinstance(target, list):
            target.append(value)
        elif action == "add":
            target["more"] = value
        else:
            target[f"{key}x"] = target.pop(key)
    read_or_refused(lambda: ExperimentSpec.from_dict(data))
    read_or_refused(lambda: ExperimentSpec.from_json(json.dumps(data)))


@strategies.examples(200)
@given(st.data())
def test_json_with_characters_changed_is_read_or_refused_with_a_spec_error(data: st.DataObject) -> None:
    text = EXAMPLE.to_json()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 8))
    edited = (
        text[:start] + data.draw(st.text('{}[]",:0123456789.eE-+nulltrefasNI x', max_size=8)) + text[start + length :]
    )
    read_or_refused(lambda: ExperimentSpec.from_json(edited))
