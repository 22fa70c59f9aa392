"""The data of a script are those of nnplay: every dataset, and one of its options varied at a time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest
import sklearn.datasets

from nnplay.datasets import load_dataset
from nnplay.datasets.base import Raw
from nnplay.datasets.preprocessing.plane_features import FORMULAS
from nnplay.export.program import program
from nnplay.export.program_data import data_file, goes_along
from nnplay.registry import DATASETS, Param
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from tests.datasets.factories import FEW_CIFAR, FEW_FASHION

SMALL: dict[str, dict[str, Any]] = {
    "mnist": {"train_samples": 500},
    "fashion_mnist": {"train_samples": 500},
    "cifar10": {"train_samples": 500},
    **{name: {"samples": 60} for name in ("circle", "xor", "gaussians", "rare", "spiral", "moons", "line", "wave")},
}


def another(param: Param, value: Any) -> Any:
    """Another value that an option may have; the same where none can be made up."""
    if param.kind == "boolean":
        return not value
    if param.kind == "choice":
        return next((one for one in param.values if one not in (value, "auto")), value)
    if param.kind == "several" and param.values:
        return tuple(one for one in param.values if one not in value)
    if param.kind in ("integer", "number"):
        steps = (7, 1, -1) if param.kind == "integer" else (param.step or 0.05, -(param.step or 0.05))
        inside = (value + step for step in steps if (param.minimum or 0) <= value + step <= (param.maximum or np.inf))
        return next(inside, value)
    return value


def varied() -> Iterator[Any]:
    """Every dataset, and then with each of its options changed."""
    for name, kind in DATASETS.items():
        spec = DatasetSpec(name, SMALL.get(name, {}))
        yield pytest.param(spec, id=name)
        for param in kind.params:
            value = another(param, spec[param.name])
            # The example file is of one kind and can't be read in another way.
            if value != spec[param.name] and (kind.name, param.name) not in (
                ("table", "separator"),
                ("table", "decimal"),
                ("table", "encoding"),
                ("table", "header"),
                ("table", "task"),
            ):
                yield pytest.param(spec.with_options(**{param.name: value}), id=f"{name}-{param.name}")


@pytest.fixture
def sources(files_of: Callable[[str], None], needs_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets Keras and scikit-learn find their files where nnplay finds them, without a network."""

    def provide(spec: DatasetSpec) -> None:
        files_of(spec.name)
        if not spec.kind.files:
            return
        folder = Path(os.environ["NNPLAY_DATA_DIR"])
        raw = _whole(spec)
        monkeypatch.setattr(keras.utils, "get_file", lambda name, url, file_hash: folder / name)
        if raw.x_test is not None and raw.y_test is not None:
            shape = raw.x.shape[1:] if raw.x.shape[-1] == 3 else raw.x.shape[1:3]
            column = (-1, 1) if raw.x.shape[-1] == 3 else (-1,)
            parts = [(raw.x, raw.y), (raw.x_test, raw.y_test)]
            as_keras = tuple((x.reshape(-1, *shape), y.astype(np.uint8).reshape(column)) for x, y in parts)
            monkeypatch.setattr(getattr(keras.datasets, spec.name), "load_data", lambda: as_keras)
        elif spec.name == "housing":
            import pandas as pd

            names = spec.kind.signature(spec.options).feature_names
            table = SimpleNamespace(data=pd.DataFrame(raw.x, columns=list(names)), target=pd.Series(raw.y))
            monkeypatch.setattr(sklearn.datasets, "fetch_california_housing", lambda as_frame: table)

    return provide


def _whole(spec: DatasetSpec) -> Raw:
    """All images; of made files there are fewer than the dataset has."""
    options = spec.kind.complete({})
    if "train_samples" not in options:
        return spec.kind.load(options)
    for images in (options["train_samples"], FEW_FASHION[0], 5 * FEW_CIFAR):
        with contextlib.suppress(ValueError):
            return spec.kind.load({**options, "train_samples": images})
    raise AssertionError("neither the real nor the made files")


@pytest.mark.parametrize("dataset", list(varied()))
def test_the_arrays_are_those_of_nnplay(
    dataset: DatasetSpec, sources: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources(dataset)
    data = load_dataset(dataset)
    if goes_along(dataset):
        name, content = data_file(dataset)
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    flat = (LayerSpec("Flatten"),) if data.family == "image" else ()
    spec = ExperimentSpec(dataset, flat, TrainingSpec(OptimizerSpec("Adam")))
    names: dict[str, Any] = {}
    for section in program(spec)[:3]:
        exec(section.code, names)
    for part, (x, y) in data.parts.items():
        short = {"training": "train", "validation": "val", "test": "test"}[part]
        made = np.asarray(names[f"x_{short}"])
        assert made.dtype == np.float32
        np.testing.assert_allclose(made, x, rtol=1e-5, atol=2e-6)
        np.testing.assert_allclose(np.asarray(names[f"y_{short}"]), y, rtol=1e-6)


@pytest.mark.parametrize("name", FORMULAS)
def test_the_formulas_of_the_plane_are_what_their_names_say(name: str) -> None:
    x, y = np.array([0.5, -2.0]), np.array([3.0, 0.25])
    expected = {
        "x": x,
        "y": y,
        "x²": np.power(x, 2),
        "y²": np.power(y, 2),
        "xy": np.multiply(y, x),
        "sin x": np.sin(x),
        "sin y": np.sin(y),
    }
    np.testing.assert_array_equal(FORMULAS[name](x, y), expected[name])
