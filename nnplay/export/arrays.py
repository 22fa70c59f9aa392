"""Weights, curves and predictions as plain arrays and tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.export.export_format import ExportFormat, TrainedRun
from nnplay.export.judged import judge
from nnplay.models.connectivity import Values
from nnplay.registry import EXPORTS, Param

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _write_weights(run: TrainedRun, path: Path, options: Values) -> str:
    # Not by their paths, which begin with the model's name or not, depending on how it was made.
    weights: dict[str, Any] = {
        f"{layer.name}/{variable.name}": np.asarray(variable)
        for layer in run.model.layers
        for variable in layer.weights
    }
    np.savez_compressed(path, **weights)
    return ""


def _write_history(run: TrainedRun, path: Path, options: Values) -> str:
    import pandas as pd

    history = run.history
    table = pd.DataFrame({"epoch": history.epochs, **history.columns, "seconds": history.seconds})
    table.to_csv(path, index=False)
    return ""


def without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """The table with an apostrophe before texts, also names of columns, that a spreadsheet would run as formulas.

    Source: https://owasp.org/www-community/attacks/CSV_Injection.
    """
    import pandas as pd

    def plain(value: Any) -> Any:
        return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value

    safe = table.copy()
    for place, name in enumerate(table.columns):
        if not pd.api.types.is_numeric_dtype(table[name]):
            safe.isetitem(place, table[name].map(plain))
    return safe.rename(columns=plain)


def _write_predictions(run: TrainedRun, path: Path, options: Values) -> str:
    import pandas as pd

    test = judge(run)
    preprocess, data = test.data.preprocess, test.data
    truth: Any = data.y_test
    if data.class_names:
        truth = [data.class_names[number] for number in data.y_test]
    parts = [preprocess.table(data.source["test"])] if options["inputs"] and "test" in data.source else []
    table = pd.concat(
        [*parts, pd.DataFrame({f"true {data.signature.target_name}": truth}), preprocess.answers(test.outputs)], axis=1
    )
    # With the mark by which Excel knows the letters.
    without_formulas(table).to_csv(path, index=False, encoding="utf-8-sig")
    kind = "examples are" if len(table) != 1 else "example is"
    return f"{len(table):,} {kind} in the test data. {_score(test.data.task)}: {test.shown_score}."


def _score(task: str) -> str:
    return "Mean absolute error" if task == "regression" else "Accuracy"


EXPORTS.register(
    ExportFormat(
        "weights",
        "All weights as NumPy arrays, each under its layer and name, as `output/kernel`. `numpy.load` opens the file.",
        label="Weights (.npz)",
        suffix=".npz",
        mime="application/octet-stream",
        write=_write_weights,
    )
)
EXPORTS.register(
    ExportFormat(
        "history",
        "The curves as a table: one row for each epoch, with its loss, metrics and seconds.",
        label="Curves (.csv)",
        suffix=".csv",
        mime="text/csv",
        write=_write_history,
    )
)
EXPORTS.register(
    ExportFormat(
        "predictions",
        "The network's answer for each test example, next to the true one, with all probabilities.",
        label="Predictions (.csv)",
        params=(
            Param(
                "inputs",
                "boolean",
                True,
                "Put the columns of each example before its prediction. Pictures have none.",
                label="With inputs",
            ),
        ),
        suffix=".csv",
        mime="text/csv",
        write=_write_predictions,
    )
)
