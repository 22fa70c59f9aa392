"""The program that goes along with model files makes the inputs that nnplay makes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.errors import ExportError
from tests.export.factories import SPECS_BY_NAME, inputs_of, trained


@pytest.mark.parametrize("name", SPECS_BY_NAME)
def test_new_examples_become_the_same_inputs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = trained(name)
    assert run.preprocess
    if any(column.parts for column in run.preprocess.columns):
        with pytest.raises(ExportError, match="is a date"):
            run.export("preprocess", tmp_path / "how.zip")
        return
    run.export("preprocess", tmp_path / "how.zip")
    with zipfile.ZipFile(tmp_path / "how.zip") as archive:
        archive.extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec((tmp_path / "prepare.py").read_text(encoding="utf-8"), names)
    data, x = load_dataset(run.spec.dataset), inputs_of(run)
    given: Any = np.round(x * 16)
    if data.source:
        given = data.source["test"]
    if data.preprocess.text:
        given = data.preprocess.table(data.source["test"])["text"].tolist()
        unknown = names["prepare"](["The CAT  flies, old dog!"])
        np.testing.assert_array_equal(unknown, data.preprocess.text.codes(["The CAT  flies, old dog!"]))
    if data.family in ("table", "line"):
        table = data.preprocess.table(data.source["test"])
        given = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    np.testing.assert_allclose(names["prepare"](given), x, rtol=1e-5, atol=1e-6)
