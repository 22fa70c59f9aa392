"""Tables of the student's own: columns, target, task, and their way into the network against scikit-learn."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nnplay.catalogue import SPECS
from nnplay.datasets import prepare
from nnplay.datasets.base import Dataset
from nnplay.datasets.preprocessing.encoding import MISSING_LEVEL
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.store import uploads
from nnplay.datasets.tables.columns.column_report import MANY_CATEGORIES, MAX_CATEGORIES, ColumnReport
from nnplay.datasets.tables.columns.column_types import report
from nnplay.datasets.tables.csv_file import read
from nnplay.datasets.tables.example_table import example_table
from nnplay.datasets.tables.own_table import columns_of, own_table
from nnplay.errors import DataError
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec, ExperimentSpec
from tests.datasets.tables.made_tables import spec_of
from tests.strategies import examples


def rows(*columns: str, count: int = 40, seed: int = 0) -> str:
    """A CSV: number `a`, category `b`, two classes `y`, and others by name."""
    rng = np.random.default_rng(seed)
    lines = [",".join(("a", "b", *columns, "y"))]
    for row in range(count):
        others = {"id": str(row + 10), "same": "7", "when": f"2024-01-{row % 28 + 1:02d}", "name": f"name {row}"}
        cells = [f"{rng.normal():.3f}", str(rng.choice(["red", "green", "blue"])), *(others[name] for name in columns)]
        lines.append(",".join([*cells, ["no", "yes"][row % 2]]))
    return "\n".join(lines)


# Columns ----------------------------------------------------------------------------------------


def test_columns_that_say_nothing_are_pointed_out_and_left_out_by_themselves() -> None:
    spec = spec_of(rows("id", "same", "when", "name"), split="random")
    columns = {column.name: column for column in columns_of(spec.options).columns}
    reasons = {name: (column.type, column.left_out) for name, column in columns.items()}
    assert reasons["a"] == ("number", "")
    assert reasons["b"] == ("category", "")
    assert reasons["id"] == (
        "number",
        "Its name and its values, nearly all different, suggest that it numbers the rows.",
    )
    assert reasons["same"] == ("number", "It is always 7.")
    assert reasons["when"] == ("date", "")
    assert reasons["name"] == ("text", "No value occurs twice: it seems to identify the rows.")
    table = own_table(spec.options)
    dates = ("when: day", "when: weekday (sine)", "when: weekday (cosine)")
    assert table.signature.feature_names == ("a", "b = blue", "b = green", "b = red", *dates)
    assert (table.target, table.signature.task, table.signature.class_names) == ("y", "binary", ("no", "yes"))
    kept = own_table(spec.with_options(kept=("id",), left_out=("b", "when")).options)
    assert kept.signature.feature_names == ("a", "id")


def test_a_cell_that_is_no_number_counts_as_missing_and_is_named_by_its_line() -> None:
    content = "x,y\n" + "\n".join(f"{row / 7:.2f},{row % 2}" for row in range(40)) + "\nabout 3,1\nlots,0\n"
    x, _ = report(read(content.encode())).columns
    assert (x.type, x.missing, x.format.odd) == ("number", 2, ("about 3", "lots"))
    assert x.note == "Line 42: “about 3” is not a number; it counts as missing, like 1 more."


def test_a_category_has_a_bound_on_its_values() -> None:
    def texts(different: int) -> bytes:
        return ("t,y\n" + "\n".join(f"v{row % different},{row % 2}" for row in range(200))).encode()

    def first(different: int) -> ColumnReport:
        return report(read(texts(different))).columns[0]

    assert (first(MANY_CATEGORIES).type, first(MANY_CATEGORIES).suggested) == ("category", True)
    many = first(MAX_CATEGORIES)
    assert (many.type, many.suggested, many.left_out) == (
        "category",
        False,
        "Its 50 different values would become 50 inputs.",
    )
    beyond = first(MAX_CATEGORIES + 1)
    assert (beyond.type, beyond.left_out) == ("text", "Texts with more than 50 different values are left out.")


def test_numbers_can_be_taken_for_names() -> None:
    content = "code,y\n" + "\n".join(f"{[10, 9, 300][row % 3]},{row % 2}" for row in range(30))
    assert own_table(spec_of(content).options).signature.feature_names == ("code",)
    as_names = own_table(spec_of(content, categories=("code",)).options)
    assert as_names.signature.feature_names == ("code = 9", "code = 10", "code = 300")
    many = "code,y\n" + "\n".join(f"{row},{row % 2}" for row in range(51))
    with pytest.raises(DataError, match="has 51 different values; as a category, it can have at most 50"):
        own_table(spec_of(many, categories=("code",)).options)


# Target and task --------------------------------------------------------------------------------

TASKS = [
    (["0", "1"] * 10, "auto", "binary", ("0", "1")),
    (["2", "10", "1"] * 10, "auto", "multiclass", ("1", "2", "10")),
    (["b", "a"] * 10, "auto", "binary", ("a", "b")),
    ([f"{row}" for row in range(20)], "auto", "regression", ()),
    (["0.5", "1.5"] * 10, "auto", "regression", ()),
    (["0", "1"] * 10, "regression", "regression", ()),
    (["0.5", "1.5"] * 10, "multiclass", "binary", ("0.5", "1.5")),
    ([f"{row % 12}" for row in range(36)], "multiclass", "multiclass", tuple(map(str, range(12)))),
]


@pytest.mark.parametrize(("values", "task", "expected", "names"), TASKS)
def test_the_task_is_found_from_the_target_and_can_be_chosen(
    values: list[str], task: str, expected: str, names: tuple[str, ...]
) -> None:
    content = "x,y\n" + "\n".join(f"{row * row % 7 + 0.5},{value}" for row, value in enumerate(values))
    table = own_table(spec_of(content, task=task, target="y").options)
    assert (table.signature.task, table.signature.class_names) == (expected, names)
    if names:
        assert [names[label] for label in table.y] == values
    else:
        assert table.y.tolist() == [float(value) for value in values]


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("x,y\n1,a\n2,b\n3,a", {"target": "z"}, "has no column “z”"),
    ("x,y\n1,a\n2,b\n3,a", {"left_out": ("z",)}, "has no column “z”"),
    ("x,y\n1,a\n2,b\n3,a", {"task": "regression"}, "has texts, but a regression predicts numbers"),
    ("x,y\n1,a\n2,b\n3,c\n4,a", {"task": "binary"}, "has 3 classes, but a binary task has two"),
    ("x,y\n1,a\n2,a\n3,a", {"target": "y"}, "“y” is always “a”, so there is nothing to tell apart"),
    ("x,y,w\n1,a,2\n2,a,3\n3,,1", {"target": "y"}, "“y” is always “a”"),
    ("x,y\n1,a b\n2,c d\n3,e\n4,f\n5,g\n6,h", {"target": "y"}, "“y” has 6 different texts, too many to be classes"),
    ("x,when\n1,2024-01-01\n2,2024-01-05\n3,2024-01-09", {"target": "when"}, "dates, which can be inputs but not the"),
    ("x,y\n1,a\n2,a\n2,a", {"left_out": ("x",), "target": "x"}, "Left out: “y” (it is always “a”)"),
    ("x\n1\n2\n1\n", {}, "This table has only one column, “x”: there is nothing to predict it from"),
    ("x,y\n1,a\n2,b\n3,a", {"left_out": ("x",)}, "No input column is left"),
    ("a,b\nv,w\nv,w\nv,w\n", {}, "No column can be predicted: “a” is always “v”"),
    ("x,y\n,a\n,b\n1,\n", {"missing": "drop", "target": "y", "kept": ("x",)}, "“x” is missing most often, 2 of 3"),
    ("x,y\n1,a\n2,a\n,b", {"missing": "drop", "target": "y", "kept": ("x",)}, "only one class once rows with missing"),
    ("x,y\n1e20,a\n2e20,b\n4e20,a", {"scaling": "none", "kept": ("x",)}, "numbers up to 4e+20. Without scaling"),
    (
        "n,y\n" + "\n".join(f"{row / 3},{row}" for row in range(99)),
        {"task": "multiclass", "target": "n", "kept": ("y",)},
        "2 to 50 classes",
    ),
]


@pytest.mark.parametrize(("content", "options", "sentence"), WRONG)
def test_what_does_not_fit_the_table_gets_a_sentence(content: str, options: dict[str, Any], sentence: str) -> None:
    spec = spec_of(content, **options)
    with pytest.raises(DataError, match=re.escape(sentence)):
        prepare(spec)
    # Where pages ask, it is no error: the trace says it.
    assert sentence.strip("“”") in spec.kind.signature(spec.options).problem
    error = trace(SPECS["table-mlp"].with_dataset(spec)).error
    assert error is not None
    assert error.where == ("dataset",)


def test_a_file_that_is_gone_gets_a_sentence_and_comes_back() -> None:
    content = rows(seed=5)
    spec = spec_of(content)
    path = uploads.folder() / spec["file"]
    path.unlink()
    assert "Upload it again" in spec.kind.signature(spec.options).problem
    with pytest.raises(DataError, match="Upload it again"):
        prepare(spec)
    uploads.keep(content.encode())
    assert spec.kind.signature(spec.options).problem == ""


def test_a_table_with_all_choices_is_one_value_in_json() -> None:
    dataset = spec_of(rows("id"), kept=("id",), left_out=("b",), target="y", missing="median", header="first line")
    spec = SPECS["table-mlp"].with_dataset(dataset)
    assert ExperimentSpec.from_json(spec.to_json()) == spec
    assert hash(ExperimentSpec.from_json(spec.to_json()).dataset) == hash(dataset)


def test_too_many_inputs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnplay.datasets.tables.choose.MAX_INPUTS", 3)
    with pytest.raises(DataError, match="40 rows with 4 inputs each are too many here"):
        own_table(spec_of(rows(seed=9)).options)


# Its way into the network -----------------------------------------------------------------------


def german(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, sep=";", decimal=",").encode("cp1252")


def messy(seed: int = 0, count: int = 120) -> pd.DataFrame:
    """Numbers, categories and gaps in both."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "u": np.round(rng.normal(50, 20, count), 2),
            "color": rng.choice(["red", "green", "blue"], count, p=[0.6, 0.3, 0.1]).astype(object),
            "v": np.round(rng.exponential(3, count), 3),
            "y": rng.choice(["no", "yes"], count).astype(object),
        }
    )
    for name in ("u", "color", "v"):
        frame.loc[rng.random(count) < 0.15, name] = None
    return frame


@pytest.mark.parametrize("categories", ["own category", "most_frequent"])
@pytest.mark.parametrize("missing", ["mean", "median", "most_frequent"])
@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_the_inputs_are_those_of_scikit_learn_fitted_on_the_training_part_alone(
    missing: str, scaling: str, categories: str
) -> None:
    """The oracle reads the file with pandas and knows nothing of nnplay but its split."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.model_selection import train_test_split
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

    content = german(messy())
    data = prepare(
        spec_of(content, missing=missing, missing_categories=categories, scaling=scaling, test_size=0.2, split_seed=3)
    )
    frame = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="cp1252")
    rest, test = train_test_split(np.arange(120), test_size=0.2, random_state=3, stratify=frame["y"])
    train, val = train_test_split(rest, test_size=0.2, random_state=3, stratify=frame["y"].iloc[rest])
    scaler = {"none": "passthrough", "standard": StandardScaler(), "minmax": MinMaxScaler()}[scaling]
    own = categories == "own category"
    colors = ["blue", "green", "red", *([MISSING_LEVEL] if own else [])]
    filler = (
        SimpleImputer(strategy="constant", fill_value=MISSING_LEVEL) if own else SimpleImputer(strategy="most_frequent")
    )
    encoder = OneHotEncoder(categories=[colors], handle_unknown="ignore", sparse_output=False)
    transformer = ColumnTransformer(
        [
            ("u", make_pipeline(SimpleImputer(strategy=missing), scaler), ["u"]),
            ("color", make_pipeline(filler, encoder), ["color"]),
            ("v", make_pipeline(SimpleImputer(strategy=missing), scaler), ["v"]),
        ]
    ).fit(frame.iloc[train])
    for x, part in ((data.x_train, train), (data.x_val, val), (data.x_test, test)):
        np.testing.assert_allclose(x, transformer.transform(frame.iloc[part]), rtol=1e-5, atol=1e-5)
    # New rows, with a color that was never there, and numbers as numbers.
    new = pd.DataFrame({"v": [1.25, None], "color": ["violet", None], "u": [40.0, 61.5], "other": ["x", "y"]})
    inputs = data.preprocess.inputs(data.preprocess.raw_rows(new))
    np.testing.assert_allclose(inputs, transformer.transform(new), rtol=1e-5, atol=1e-5)
    assert data.preprocess.unknown(new) == {"color": ["violet"]}


def test_nothing_of_validation_and_test_reaches_what_is_fitted() -> None:
    frame = messy(1)
    spec = spec_of(german(frame), stratify=False)
    data = prepare(spec)
    from sklearn.model_selection import train_test_split

    rest, test = train_test_split(np.arange(120), test_size=0.25, random_state=0)
    train, val = train_test_split(rest, test_size=0.2, random_state=0)
    changed = frame.copy()
    changed.loc[[*val, *test], ["u", "v"]] = 1e6
    changed.loc[[*val, *test], "color"] = "blue"
    other = prepare(spec_of(german(changed), stratify=False))
    assert other.preprocess == data.preprocess
    np.testing.assert_array_equal(other.x_train, data.x_train)
    changed.loc[train[0], "u"] = 1e6
    assert prepare(spec_of(german(changed), stratify=False)).preprocess != data.preprocess


def test_dropping_leaves_whole_rows_and_says_how_many_went() -> None:
    frame = messy(2)
    table = own_table(spec_of(german(frame), missing="drop").options)
    whole = frame.dropna()
    assert (len(table.y), table.rows, table.dropped) == (len(whole), 120, 120 - len(whole))
    np.testing.assert_allclose(table.x[:, 0], whole["u"])
    assert [table.signature.class_names[label] for label in table.y] == whole["y"].tolist()


def test_a_row_without_a_target_is_left_out() -> None:
    frame = messy(3)
    frame.loc[:4, "y"] = None
    assert own_table(spec_of(german(frame)).options).dropped == 5


def test_raw_values_come_back_from_the_inputs() -> None:
    spec = spec_of(german(messy(4)), missing="drop")
    data, table = prepare(spec), own_table(spec.options)
    raw = np.concatenate([data.preprocess.unscaled(x) for x, _ in data.parts.values()])
    np.testing.assert_allclose(sorted(raw[:, 0]), sorted(table.x[:, 0]), rtol=1e-5)
    source = np.concatenate(list(data.source.values()))
    np.testing.assert_array_equal(source[np.lexsort(source.T)], table.x[np.lexsort(table.x.T)])


def test_what_was_fitted_survives_json_and_refuses_what_is_none() -> None:
    preprocess = prepare(DatasetSpec("table")).preprocess
    assert Preprocess.from_json(preprocess.to_json()) == preprocess
    data = json.loads(preprocess.to_json())
    for wrong in ("", "[]", "{}", json.dumps({**data, "columns": [{"size": 3}]}), json.dumps({**data, "columns": 3})):
        with pytest.raises(DataError, match="Train it again"):
            Preprocess.from_json(wrong)
    with pytest.raises(DataError, match="files of this run are missing"):
        Preprocess.load(Path("no such folder"))


def test_any_table_has_columns_to_predict_from() -> None:
    data = prepare(DatasetSpec("iris"))
    preprocess = data.preprocess
    frame = preprocess.table(data.source["test"])
    assert list(frame) == list(data.signature.feature_names)
    np.testing.assert_allclose(preprocess.inputs(preprocess.raw_rows(frame)), data.x_test, atol=1e-5)
    column = preprocess.columns[0]
    train = data.source["training"][:, 0]
    assert (column.low, column.high) == (train.min(), train.max())
    assert column.low < column.typical < column.high


def test_the_example_is_messy_and_yet_learned_from() -> None:
    text = example_table().decode("cp1252")
    assert "µ" in text
    assert ";n/a;" in text
    table = own_table(DatasetSpec("table").options)
    assert {column.type for column in table.columns} == {"number", "date", "category"}
    assert sum(column.missing for column in table.columns) > 10


# No table ends in a traceback -------------------------------------------------------------------

CELLS = st.sampled_from(
    ["1", "2", "0", "-3.5", "1e14", "1e-300", "a", "b", "", "NA", "2024-01-01", '"x,y"', "1,5", "é"]
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=14)
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "missing": st.sampled_from(["mean", "median", "most_frequent", "drop"]),
        "scaling": st.sampled_from(["none", "standard", "minmax"]),
        "task": st.sampled_from(["auto", "binary", "multiclass", "regression"]),
        "stratify": st.booleans(),
        "header": st.sampled_from(["auto", "none", "first line"]),
    },
)


@settings(examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES, st.sampled_from(";,\t"), OPTIONS)
@example([["a", "y"], ["1e14", "0"], ["-1e14", "1"], ["0", "0"], ["1e-300", "1"]] * 3, ",", {"scaling": "minmax"})
def test_any_table_ends_in_a_dataset_or_in_a_sentence(
    cells: list[list[str]], separator: str, options: dict[str, Any]
) -> None:
    spec = spec_of("\n".join(separator.join(row) for row in cells) + "\n", **options)
    try:
        data: Dataset = prepare(spec)
    except DataError:
        return
    assert data.signature == spec.kind.signature(spec.options)
    for x, y in data.parts.values():
        assert x.shape == (len(y), *data.input_shape)
        assert np.isfinite(x).all()
        assert len(y)
