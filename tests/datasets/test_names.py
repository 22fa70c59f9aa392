"""Names of classes, targets and columns in another language: ours are said in it, a student's own stay."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from nnplay.datasets import Signature
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.i18n import using
from nnplay.registry import DATASETS
from nnplay.ui.common.table_heads import said
from tests.catalogues import OTHERS, read

OWN = {"table", "pictures", "texts"}
"""Datasets whose names a student brings along."""

SOURCES = {"wine", "diabetes", "pima", "penguins", "housing"}
"""Tables whose columns are called as in the code and the file that they come from, such as `bill_length_mm`."""

NO_WORD = re.compile(r"\W*|[A-Zxy]|\d|setosa|versicolor|virginica|Adelie|Chinstrap|Gentoo|MedHouseVal|Biscoe|Torgersen")
"""Names that are the same in all languages."""


def names_of(name: str) -> set[str]:
    """All that a page may show of a dataset's names."""
    kind = DATASETS[name]
    options = {param.name: param.default for param in kind.params}
    signature = kind.signature(options)
    columns = kind.columns(options) if kind.columns else ()
    found = {signature.target_name, *signature.class_names, *(one for column in columns for one in column.values)}
    if name not in SOURCES:
        found |= set(signature.feature_names)
    return {one for one in found if not NO_WORD.fullmatch(one)} - {"Dream"}


@pytest.mark.parametrize("code", OTHERS)
def test_every_name_of_ours_has_a_translation_and_no_two_of_a_dataset_the_same(code: str) -> None:
    known = read(code)
    missing = {one for name in set(DATASETS) - OWN for one in names_of(name) if one not in known}
    assert missing == set()
    for name in DATASETS:
        signature = DATASETS[name].signature({param.name: param.default for param in DATASETS[name].params})
        with using(code):
            for names in (signature.shown.class_names, signature.shown.feature_names):
                assert len(set(names)) == len(names), name


def test_names_are_said_in_the_language_and_kept_in_english() -> None:
    signature = Signature((3,), "binary", ("malignant", "benign"), ("sex = female", "x", "bmi"), "diagnosis")
    with using("de"):
        shown = signature.shown
        assert shown.class_names == ("bösartig", "gutartig")
        assert shown.feature_names == ("Geschlecht = weiblich", "x", "bmi")
        assert (shown.target_name, shown.input_shape, shown.task) == ("Diagnose", (3,), "binary")
        table = said(pd.DataFrame({"sex": ["female", None], "bmi": [1.5, 2.0], "diagnosis": ["benign"] * 2}), signature)
        assert list(table.columns) == ["Geschlecht", "bmi", "Diagnose"]
        assert table.iloc[0].tolist() == ["weiblich", 1.5, "gutartig"]
        kept = Preprocess(signature, "table", (InputColumn("sex", ("female", "male")),))
        again = Preprocess.from_json(kept.to_json())
    assert again.signature.class_names == ("malignant", "benign")
    assert signature.shown == signature


def test_names_of_a_students_own_are_the_same_in_every_language() -> None:
    for name in DATASETS:
        options = {param.name: param.default for param in DATASETS[name].params}
        assert DATASETS[name].signature(options).own == (name in OWN), name
    mine = Signature((1,), "binary", ("benign", "class"), ("sex = female",), "species", own=True)
    with using("de"):
        assert mine.shown == mine
        assert mine.said("benign") == "benign"
        table = pd.DataFrame({"sex": ["female"]})
        assert said(table, mine) is table


def test_a_run_of_an_earlier_version_keeps_its_names() -> None:
    old = Preprocess(Signature((1,), "binary", ("benign", "mine"), ("x",)), "table", (InputColumn("x"),))
    text = old.to_json().replace(', "own": false', "")
    assert '"own"' not in text
    assert Preprocess.from_json(text).signature.own
