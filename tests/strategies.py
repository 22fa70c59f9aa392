"""Hypothesis strategies made from the declarations, so that a new kind or option is tested without being named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from nnplay.choice import Choice
from nnplay.classroom.assignment import Assignment, Hint
from nnplay.classroom.checks import Check
from nnplay.classroom.controls import CONTROLS
from nnplay.registry import Kind, Param
from nnplay.spec import (
    SEED,
    TRAINING_PARAMS,
    DatasetSpec,
    ExperimentSpec,
    LayerSpec,
    OptimizerSpec,
    TrainingSpec,
)


def examples(count: int) -> settings:
    """So many examples in CI, and as much fewer at the desk as the profiles in tests/running.py have it."""
    usual = settings.default
    assert usual
    return settings(max_examples=max(5, count * usual.max_examples // 100))


def values(param: Param) -> st.SearchStrategy[Any]:
    """Every value that a declared option may take; its default and bounds come often."""
    if param.kind == "boolean":
        return st.booleans()
    if param.kind == "choice":
        return st.sampled_from(param.values)
    if param.kind == "several" and param.values:
        least = int(param.minimum or 0)
        most = int(param.maximum or len(param.values))
        return st.lists(st.sampled_from(param.values), min_size=least, max_size=most, unique=True)
    if param.kind in ("several", "text"):
        return st.just(param.default)  # names of an own file, which nobody can make up
    assert param.minimum is not None
    highest: float = 1e6 if param.maximum is None else param.maximum
    corners = st.sampled_from([param.default, param.minimum, highest])
    if param.kind == "integer":
        return st.integers(int(param.minimum), int(highest)) | corners
    return st.floats(param.minimum, highest) | corners


def options(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the options of a kind."""
    return st.fixed_dictionaries({}, optional={param.name: values(param) for param in kind.params})


def choices(spec: type[Choice]) -> st.SearchStrategy[Any]:
    """A `DatasetSpec`, `LayerSpec` or `OptimizerSpec` of any kind."""
    return st.sampled_from(list(spec.registry)).flatmap(
        lambda name: options(spec.registry[name]).map(lambda chosen: spec(name, chosen))
    )


def trainings() -> st.SearchStrategy[TrainingSpec]:
    """Any training."""
    plain = st.fixed_dictionaries({}, optional={name: values(param) for name, param in TRAINING_PARAMS.items()})
    return st.builds(lambda optimizer, more: TrainingSpec(optimizer, **more), choices(OptimizerSpec), plain)


def experiments(max_layers: int = 6) -> st.SearchStrategy[ExperimentSpec]:
    """Any experiment; its layers need not fit each other."""
    return st.builds(
        ExperimentSpec,
        choices(DatasetSpec),
        st.lists(choices(LayerSpec), max_size=max_layers).map(tuple),
        trainings(),
        values(SEED),
    )


def assignments() -> st.SearchStrategy[Assignment]:
    """Any assignment."""
    controls = {name: st.sampled_from(control.states) for name, control in CONTROLS.items()}
    words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
    due = st.just("") | st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat)
    return st.builds(
        Assignment,
        words,
        st.text(st.characters(codec="utf-8"), max_size=200),
        experiments(3),
        st.fixed_dictionaries({}, optional=controls),
        st.lists(choices(Check), max_size=4).map(tuple),
        st.none() | st.integers(1, 1000),
        due,
        st.lists(st.builds(Hint, st.integers(0, 1000), words), max_size=3).map(tuple),
        st.booleans(),
    )
