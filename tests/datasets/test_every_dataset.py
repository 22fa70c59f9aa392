"""What holds for every registered dataset."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnplay.datasets import Dataset, DatasetKind, load_dataset, prepare
from nnplay.datasets.kinds.tabular_housing import HOUSING_FILE
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.store import data_files
from nnplay.errors import DataError
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from tests.datasets.factories import SMALLER

NeedsFile = Callable[[str], Path]

OWN_TEST = tuple(SMALLER)

REGRESSIONS = [
    name for name, kind in DATASETS.items() if kind.signature(DatasetSpec(name).options).task == "regression"
]

HARDER = {"pima": 0.65, "diabetes": 0.15, "gaussian_bumps": 0.5, "fashion_mnist": 0.65, "housing": 0.55}
"""What the nearest neighbours must reach where the classes overlap, or 600 images are few."""

HARDER |= {"number_words": 0.7, "sentences": 0.5, "texts": 0.5}
UNSCALED = ("image", "text")

every_dataset = pytest.mark.parametrize("name", list(DATASETS))
with_classes = pytest.mark.parametrize("name", [name for name in DATASETS if name not in REGRESSIONS])
with_scaling = pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if kind.family not in UNSCALED])
every_table = pytest.mark.parametrize(
    "name", [name for name, kind in DATASETS.items() if kind.family == "table" and name != "table"]
)


@pytest.fixture(autouse=True)
def _file(request: pytest.FixtureRequest, files_of: Callable[[str], None]) -> None:
    files_of(request.node.callspec.params["name"])


def spec_of(name: str, **options: object) -> DatasetSpec:
    return DatasetSpec(name, {**SMALLER.get(name, {}), **options})


def sorted_rows(x: np.ndarray) -> np.ndarray:
    rows = np.round(x.reshape(len(x), -1).astype(np.float64), 4)
    return rows[np.lexsort(rows.T)]


@every_dataset
def test_the_signature_agrees_with_the_arrays(name: str) -> None:
    data = load_dataset(spec_of(name))
    signature = data.signature
    assert signature == DATASETS[name].signature(spec_of(name).options)
    assert all(x.shape == (len(y), *signature.input_shape) for x, y in data.parts.values())
    assert all(x.dtype == np.float32 and np.isfinite(x).all() for x, _ in data.parts.values())
    assert all(len(y) for _, y in data.parts.values())
    if signature.feature_names:
        assert (len(signature.feature_names),) == signature.input_shape
    classes = sorted(set(np.concatenate([y for _, y in data.parts.values()]).tolist()))
    if signature.task == "regression":
        assert signature.class_names == ()
        assert {y.dtype for _, y in data.parts.values()} == {np.dtype(np.float32)}
    else:
        assert classes == list(range(len(signature.class_names)))
        assert {y.dtype for _, y in data.parts.values()} == {np.dtype(np.int64)}
        assert (len(classes) == 2) == (signature.task == "binary")


@every_dataset
def test_images_use_the_whole_range_from_0_to_1_and_planes_stay_in_sight(name: str) -> None:
    data = load_dataset(spec_of(name))
    if data.family == "image":
        assert (data.x_train.min(), data.x_train.max()) == (0, 1)
    if data.family in ("plane", "line"):
        assert 2 < np.abs(data.x_train).max() < 8


@every_dataset
def test_the_parts_share_no_example_and_lose_none(name: str) -> None:
    spec = spec_of(name, **({"scaling": "none"} if "scaling" in spec_of(name).options else {}))
    data, raw = prepare(spec), DATASETS[name].load(spec.options)
    x = list(data.source.values()) or [data.preprocess.unscaled(x) for x, _ in data.parts.values()]
    y = [y for _, y in data.parts.values()]
    if raw.x_test is not None:
        np.testing.assert_array_equal(np.rint(x.pop()), raw.x_test)
        np.testing.assert_array_equal(y.pop(), raw.y_test)
    # Each example with its target, in an order that does not depend on the split.
    joined = np.column_stack([np.concatenate(x).reshape(sum(map(len, y)), -1), np.concatenate(y)])
    source = np.column_stack([raw.x.reshape(len(raw.x), -1), data.preprocess.targets(raw.y)])
    np.testing.assert_allclose(sorted_rows(joined), sorted_rows(source), rtol=1e-6, atol=1e-6)


@with_classes
def test_a_stratified_split_gives_every_class_its_share_in_every_part(name: str) -> None:
    data = prepare(spec_of(name))
    drawn = [data.y_train, data.y_val, *([] if name in OWN_TEST else [data.y_test])]
    share = np.bincount(np.concatenate(drawn)) / sum(map(len, drawn))
    for y in drawn:
        # Each of the two splits rounds by less than one example.
        assert (np.abs(np.bincount(y) - share * len(y)) < 2).all()


@every_dataset
def test_the_parts_have_the_sizes_that_were_asked_for(name: str) -> None:
    spec = spec_of(name, validation_size=0.3)
    data = prepare(spec)
    rest = len(data.y_train) + len(data.y_val)
    if name == "points":  # whose parts depend on each point alone; see test_points
        assert len(data.y_val) == pytest.approx(0.3 * rest, abs=2)
        assert len(data.y_test) == pytest.approx(spec["test_size"] * (rest + len(data.y_test)), abs=2)
        return
    assert len(data.y_val) == np.ceil(0.3 * rest)
    if name in OWN_TEST:
        assert rest == SMALLER[name]["train_samples"]
        assert len(data.y_test) == len(DATASETS[name].load(spec.options).y_test)
    else:
        assert len(data.y_test) == np.ceil(spec["test_size"] * (rest + len(data.y_test)))


@every_dataset
def test_the_same_seed_gives_the_same_data_and_another_seed_another_split(name: str) -> None:
    first, again, other = (prepare(spec_of(name, split_seed=seed)) for seed in (3, 3, 4))
    for part, (x, y) in first.parts.items():
        np.testing.assert_array_equal(x, again.parts[part][0])
        np.testing.assert_array_equal(y, again.parts[part][1])
    assert not np.array_equal(first.y_train, other.y_train)
    assert not np.array_equal(first.x_val, other.x_val)


@with_scaling
@pytest.mark.parametrize("scaling", ["standard", "minmax"])
def test_scaling_is_measured_on_the_training_part_alone(name: str, scaling: str) -> None:
    plain, data = prepare(spec_of(name, scaling="none")), prepare(spec_of(name, scaling=scaling))
    raw = plain.x_train.astype(np.float64)
    if scaling == "standard":
        offset, scale = raw.mean(axis=0), raw.std(axis=0)
    else:
        offset, scale = raw.min(axis=0), np.ptp(raw, axis=0)
    within_one = [" = " in name or "sine)" in name for name in data.signature.feature_names]
    offset[within_one], scale[within_one] = 0, 1
    np.testing.assert_allclose(data.x_train, (raw - offset) / scale, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(data.x_test, (plain.x_test - offset) / scale, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(plain.y_train, data.y_train)


@every_dataset
def test_what_was_fitted_brings_raw_examples_in_and_their_inputs_back(name: str) -> None:
    data, raw = load_dataset(spec_of(name)), DATASETS[name].load(spec_of(name).options)
    preprocess = Preprocess.from_json(data.preprocess.to_json())
    assert preprocess == data.preprocess
    inputs = preprocess.inputs(raw.x[:50])
    assert inputs.dtype == np.float32
    assert inputs.shape[1:] == data.input_shape
    before = raw.x[:50] if data.family == "image" else preprocess.encoded(raw.x[:50])
    size = np.abs(before).max()
    np.testing.assert_allclose(preprocess.unscaled(inputs), before, rtol=1e-5, atol=1e-6 * size)
    for part, source in data.source.items():
        np.testing.assert_array_equal(preprocess.inputs(source), data.parts[part][0])


@every_dataset
def test_rows_of_a_table_with_its_words_and_gaps_become_the_same_inputs(name: str) -> None:
    data = load_dataset(spec_of(name))
    if data.family == "image":
        with pytest.raises(DataError, match="no table"):
            data.preprocess.table(data.x_test)
        return
    rows = data.preprocess.table(data.source["test"])
    as_texts = rows.astype(object).where(rows.notna(), "NA").astype(str)
    if data.preprocess.reading and data.preprocess.reading.decimal == "comma":
        as_texts = as_texts.map(lambda text: text.replace(".", ","))
    for table in (rows, as_texts):
        np.testing.assert_allclose(data.preprocess.inputs(data.preprocess.raw_rows(table)), data.x_test, rtol=1e-6)
    assert data.preprocess.unknown(rows) == {}


@every_dataset
def test_all_who_ask_share_arrays_that_nobody_can_change(name: str) -> None:
    data = load_dataset(spec_of(name))
    assert load_dataset(spec_of(name)) is data
    for array in (*(array for part in data.parts.values() for array in part), *data.source.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = 0


@every_dataset
def test_every_declaration_tells_a_student_what_it_is(name: str) -> None:
    kind: DatasetKind = DATASETS[name]
    assert kind.help.endswith((".", "?"))
    assert len(kind.help) > 40
    assert len(kind.source) > 20
    assert all(param.help.endswith(".") for param in kind.params)
    assert [param.check(param.default) for param in kind.params] == [param.default for param in kind.params]
    names = {param.name for param in kind.params}
    assert ("stratify" in names) == (name not in REGRESSIONS)
    assert ("features" in names) == (kind.family == "plane")
    assert ("scaling" in names) == (kind.family not in UNSCALED)


@every_dataset
def test_half_the_data_is_told_apart_by_the_nearest_neighbour(name: str) -> None:
    """An oracle that labels still belong to their inputs after split and scaling."""
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    data: Dataset = load_dataset(spec_of(name))
    make = KNeighborsRegressor if data.task == "regression" else KNeighborsClassifier
    x_train, x_test = (x.reshape(len(x), -1) for x in (data.x_train, data.x_test[:500]))
    reached = make(5).fit(x_train, data.y_train).score(x_test, data.y_test[:500])
    assert reached > HARDER.get(name, 0.85)


@every_table
def test_names_and_values_of_a_table_are_those_of_its_source(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandas as pd
    import sklearn.datasets

    kind = DATASETS[name]
    signature, raw = kind.signature({}), kind.load({})
    if kind.files and kind.files[0].name.endswith(".csv"):
        assert kind.columns
        cells = pd.read_csv(data_files.find_file(kind.files[0]), dtype=str, keep_default_na=False, na_values=["NA"])
        for column, codes in zip(kind.columns({}), raw.x.T, strict=True):
            found = cells[column.name]
            if column.values:
                expected = found.map({value: float(code) for code, value in enumerate(column.values)})
                assert (expected.isna() == found.isna()).all()
            else:
                expected = found.astype(float)
            np.testing.assert_array_equal(codes, expected)
        numbers, labels = pd.factorize(cells[signature.target_name], sort=True)
        np.testing.assert_array_equal(raw.y, numbers)
        assert len(labels) == len(signature.class_names)
        return
    if name == "housing":
        # scikit-learn reads the very same archive, and removes it then.
        archive = shutil.copy(data_files.find_file(HOUSING_FILE), tmp_path / "archive.tgz")
        fetching = sklearn.datasets._california_housing
        monkeypatch.setattr(fetching, "_fetch_remote", lambda *args, **more: str(archive))
        bunch = sklearn.datasets.fetch_california_housing(data_home=tmp_path)
    else:
        bunch = getattr(sklearn.datasets, f"load_{name}")(**({"scaled": False} if name == "diabetes" else {}))
    assert signature.feature_names == tuple(bunch.feature_names)
    if signature.class_names:
        # Scikit-learn only numbers the cultivars of wine, from 0.
        expected = [f"cultivar {place + 1}" for place in range(3)] if name == "wine" else bunch.target_names
        assert signature.class_names == tuple(expected)
    np.testing.assert_array_equal(raw.x, bunch.data)
    np.testing.assert_array_equal(raw.y, bunch.target)
