"""Declarations: what every one of them promises, and what checking a value against one does."""

from __future__ import annotations

import json
import math
import pickle
import re
from typing import Any

import numpy as np
import pytest

from nnplay.errors import DataError, NnplayError, SpecError
from nnplay.i18n import english
from nnplay.registry import (
    ACTIVATIONS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    TITLES,
    Kind,
    Param,
    Registry,
    did_you_mean,
    show_value,
)
from nnplay.spec import SEED, TRAINING_PARAMS

REGISTRIES: tuple[Registry[Any], ...] = (LAYERS, ACTIVATIONS, INITIALIZERS, OPTIMIZERS, LOSSES, DATASETS)
KINDS = [pytest.param(kind, id=f"{registry.sort} {kind.name}") for registry in REGISTRIES for kind in registry.values()]
PARAMS = [
    *(
        pytest.param(param, id=f"{registry.sort} {kind.name} {param.name}")
        for registry in REGISTRIES
        for kind in registry.values()
        for param in kind.params
    ),
    *(pytest.param(param, id=f"training {param.name}") for param in (*TRAINING_PARAMS.values(), SEED)),
]


def integer(**more: Any) -> Param:
    return Param("units", "integer", 16, "How many.", **{"minimum": 1, "maximum": 4096, **more})


# Every declaration ------------------------------------------------------------------------------


def test_every_registry_holds_what_the_project_promises() -> None:
    promised = {
        LAYERS: "Dense Conv2D MaxPooling2D AveragePooling2D GlobalAveragePooling2D Flatten Dropout "
        "BatchNormalization Activation",
        OPTIMIZERS: "SGD RMSprop Adam AdamW Nadam Adagrad Adadelta",
        DATASETS: "digits mnist drawings circle xor gaussians spiral moons line iris breast_cancer pima",
        ACTIVATIONS: "linear relu tanh sigmoid softmax",
        INITIALIZERS: "GlorotUniform HeNormal Zeros",
        LOSSES: "binary_crossentropy sparse_categorical_crossentropy mean_squared_error",
    }
    for registry, names in promised.items():
        assert set(names.split()) <= set(registry), registry.sort


@pytest.mark.parametrize("param", PARAMS)
def test_translators_know_its_title(param: Param) -> None:
    assert english(param, "label") or param.title in TITLES


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_help_and_options_with_different_names(kind: Kind) -> None:
    assert re.search(r"\w.*[.?]$", kind.help), kind.help
    assert kind.title.strip()
    names = [param.name for param in kind.params]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("param", PARAMS)
def test_every_option_has_help_in_whole_sentences(param: Param) -> None:
    assert re.search(r"\w.*\.$", param.help), param.help
    assert param.name.isidentifier()
    assert param.title.strip()


@pytest.mark.parametrize("param", PARAMS)
def test_every_default_passes_its_own_check_unchanged(param: Param) -> None:
    checked = param.check(param.default)
    assert checked == param.default
    assert param.check(json.loads(json.dumps(checked))) == param.default


@pytest.mark.parametrize("param", PARAMS)
def test_every_option_has_the_bounds_or_choices_that_its_widget_needs(param: Param) -> None:
    if param.kind == "boolean":
        assert param.minimum is param.maximum is param.slider is param.step is None
    elif param.kind == "choice":
        assert len(param.values) >= 2
        assert len(set(param.values)) == len(param.values)
    elif param.kind in ("several", "text"):
        assert len(set(param.values)) == len(param.values)
        assert param.maximum is not None or param.values, "nothing would bound what a link may hold"
    else:
        assert param.minimum is not None
        assert param.maximum is not None
        assert math.isfinite(param.minimum)
        assert param.minimum < param.maximum < math.inf
        low, high = param.slider or (param.minimum, param.maximum)
        assert param.minimum <= low < high <= param.maximum
        assert param.kind != "log" or param.slider is None or low > 0, "a logarithmic slider cannot begin at 0"


@pytest.mark.parametrize("param", PARAMS)
def test_every_default_can_be_reached_by_the_steps_of_its_widget(param: Param) -> None:
    if param.step is not None:
        assert param.kind in ("integer", "number")
        steps = param.default / param.step
        assert steps == pytest.approx(round(steps), abs=1e-6), "the widget would round the default away"


@pytest.mark.parametrize("param", PARAMS)
def test_what_lies_outside_of_an_option_is_refused_by_its_name(param: Param) -> None:
    wrong: list[Any] = [None, [], {}, b"1", object()]
    if param.kind == "boolean":
        wrong += [0, 1, "true", 1.0]
    elif param.kind == "choice":
        wrong += [0, True, "", "no such choice", param.values[0] + " "]
    elif param.kind == "several":
        wrong = [None, {}, 1, "name", [1], ["a", "a"], *([["no such choice"]] if param.values else [])]
        wrong += [[]] if param.minimum else []
        wrong += [[str(number) for number in range(int(param.maximum) + 1)]] if param.maximum else []
    elif param.kind == "text":
        assert param.maximum is not None
        wrong += [0, True, "x" * (int(param.maximum) + 1)]
    else:
        assert param.minimum is not None
        assert param.maximum is not None
        beyond = 1 if param.kind == "integer" else 1e-6
        wrong += [True, False, "1", 1j, math.nan, math.inf, -math.inf, 10**400, -(10**400), 10**5000]
        wrong += [param.minimum - beyond, param.maximum + max(beyond, param.maximum * 1e-9)]
        wrong += [param.minimum + 0.5] if param.kind == "integer" else []
    for value in wrong:
        with pytest.raises(SpecError) as caught:
            param.check(value)
        assert caught.value.where == (param.name,)
        assert caught.value.message.startswith(f"{param.title} must be ")
        assert f"Received: {param.name}=" in caught.value.message
        assert len(caught.value.message) < 500


# Single checks ----------------------------------------------------------------------------------


def test_several_names_become_a_tuple_in_declared_order() -> None:
    param = Param("inputs", "several", ("x", "y"), "Which.", choices=("x", "y", "xy"), minimum=1)
    assert param.check(["xy", "x"]) == ("x", "xy")
    assert param.check(("y",)) == ("y",)
    for wrong in ([], ["x", "x"], ["z"], "x", [1]):
        with pytest.raises(SpecError, match=r"Received: inputs="):
            param.check(wrong)


def test_several_free_names_keep_their_order_and_are_bounded() -> None:
    param = Param("dropped", "several", (), "Which.", maximum=2)
    assert param.check(["b", "a"]) == ("b", "a")
    with pytest.raises(
        SpecError, match=r"Dropped must be a list of at most 2 names. Received: dropped=\['a', 'b', 'c'\]"
    ):
        param.check(["a", "b", "c"])
    with pytest.raises(SpecError, match="at most 200 characters each"):
        param.check(("a" * 9_000_000,))


def test_a_text_is_bounded_in_length() -> None:
    param = Param("target", "text", "", "Which.", maximum=5)
    assert param.check("price") == "price"
    with pytest.raises(SpecError, match=r"Target must be a text with at most 5 characters. Received: target='prices'"):
        param.check("prices")


def test_a_whole_number_in_another_type_becomes_an_int() -> None:
    for value in (12, 12.0, np.int64(12), np.float32(12)):
        checked = integer().check(value)
        assert checked == 12
        assert type(checked) is int


def test_a_number_becomes_a_float() -> None:
    param = Param("rate", "number", 0.5, "A share.", minimum=0.0, maximum=1.0)
    for value in (1, True + 0, np.float64(1), np.int8(1)):
        assert type(param.check(value)) is float


def test_bounds_are_inclusive() -> None:
    assert integer().check(1) == 1
    assert integer().check(4096) == 4096
    with pytest.raises(SpecError, match=r"Units must be between 1 and 4,096\. Received: units=0"):
        integer().check(0)


def test_one_sided_bounds_are_said_as_such() -> None:
    with pytest.raises(SpecError, match="at least 1"):
        integer(maximum=None).check(0)
    with pytest.raises(SpecError, match="at most 4,096"):
        integer(minimum=None).check(5000)


def test_a_number_beyond_all_floats_is_refused_even_without_bounds() -> None:
    with pytest.raises(SpecError, match="Rate must be"):
        Param("rate", "number", 0.5, "A share.").check(10**400)


def test_an_integer_is_named_as_a_whole_number() -> None:
    with pytest.raises(SpecError, match=r"Units must be a whole number\. Received: units=2\.5"):
        integer().check(2.5)


def test_a_misspelt_choice_is_answered_with_the_closest_one() -> None:
    param = Param("padding", "choice", "valid", "How.", choices=("valid", "same"))
    with pytest.raises(SpecError, match=r"one of valid, same \(did you mean 'same'\?\)"):
        param.check("sane")


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(SpecError) as caught:
        integer().check("x" * 1_000_000)
    assert len(caught.value.message) < 200


def test_values_that_python_cannot_spell_are_shown_by_their_type() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert show_value(deep) == "<list>"
    assert show_value(10**5000) == "<int>"
    assert show_value("a") == "'a'"
    assert len(show_value("a" * 100)) == 60


def test_options_come_complete_and_in_declared_order() -> None:
    kind = Kind("Thing", "A thing.", params=(integer(), Param("bias", "boolean", True, "Whether.")))
    assert list(kind.complete({"bias": False}).items()) == [("units", 16), ("bias", False)]


def test_an_unknown_option_is_answered_with_the_closest_one() -> None:
    with pytest.raises(SpecError, match=r"Dense has no option 'unit'\. Did you mean 'units'\?") as caught:
        LAYERS["Dense"].complete({"unit": 3})
    assert caught.value.where == ("unit",)


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(SpecError, match=r"There is no layer 'Dens'\. Did you mean 'Dense'\?") as caught:
        LAYERS["Dens"]
    assert caught.value.where == ("name",)
    with pytest.raises(SpecError, match=r"There is no optimizer 'zzz'\. Choose from: SGD, RMSprop"):
        OPTIMIZERS["zzz"]
    wrong: list[Any] = [None, 3, [], {}, ["Dense"]]
    for name in wrong:
        with pytest.raises(SpecError, match="There is no layer"):
            LAYERS[name]


def test_a_hint_is_a_sentence_that_follows_another() -> None:
    assert did_you_mean("ADAM", ["Nadam", "Adam"]) == " Did you mean 'Adam'?"
    assert did_you_mean("q", []) == " It has none."


def test_a_name_can_be_registered_once_only() -> None:
    registry: Registry[Kind] = Registry("thing", "nnplay.errors")
    kind = registry.register(Kind("a", "A."))
    with pytest.raises(ValueError, match="'a' is registered already"):
        registry.register(Kind("a", "Another."))
    assert registry["a"] is kind
    assert dict(registry) == {"a": kind}
    assert repr(registry) == "Registry('thing': a)"


@pytest.mark.parametrize("kind", KINDS)
def test_every_declaration_can_be_a_key(kind: Kind) -> None:
    assert {kind: 1}[kind] == 1
    assert len(set(kind.params)) == len(kind.params)


# Errors -----------------------------------------------------------------------------------------


def test_errors_survive_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(SpecError("No.", ("units",)).under("layers", 2)))
    assert (type(error), error.message, error.where) == (SpecError, "No.", ("layers", 2, "units"))
    plain = pickle.loads(pickle.dumps(DataError("Gone.")))
    assert (type(plain), plain.message, str(plain)) == (DataError, "Gone.", "Gone.")
    assert isinstance(plain, NnplayError)
