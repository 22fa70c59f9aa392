"""Kept runs as one table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nnplay.runs.kept import KeptRun
from nnplay.runs.pace import finite

CURVE_POINTS = 40

ALWAYS = ("name", "curve")
"""Columns that are shown also where they are alike."""

RESULTS = {"accuracy": "accuracy", "mean_absolute_error": "MAE"}
"""Short names of metrics in the titles of columns."""


def result_on_validation(run: KeptRun) -> float:
    """The metric on the validation part in the epoch whose weights were kept; NaN where there is none."""
    values = run.history.columns.get(f"val_{run.metric}", [])
    return values[run.history.best_epoch - 1] if 0 < run.history.best_epoch <= len(values) else float("nan")


def result_on_test(run: KeptRun) -> float:
    """The metric on the test part; NaN where there is none."""
    return run.history.test_metrics.get(run.metric, float("nan"))


def small_curve(run: KeptRun) -> list[float]:
    """The validation loss, else the loss, in at most `CURVE_POINTS` points; it is empty where nothing was trained."""
    columns = run.history.columns
    values = finite(columns.get("val_loss") or columns.get("loss") or [])
    values = values[~np.isnan(values)]
    places = np.unique(np.linspace(0, max(len(values) - 1, 0), CURVE_POINTS).round().astype(int))
    return [float(value) for value in values[places]] if len(values) else []


def overview(runs: Sequence[KeptRun]) -> pd.DataFrame:
    """A row per run, by id: what it was trained on and how, and what came of it.

    Accuracies lie in 0..1, errors are in the target's units, times in seconds. Columns without any value are left out,
    and that of the endings where every training was completed.
    """
    rows = []
    for run in runs:
        training, history = run.spec.training, run.history
        short = RESULTS.get(run.metric, run.metric.replace("_", " "))
        rows.append(
            {
                "name": run.name,
                "data": run.spec.dataset.kind.title,
                "network": run.layers,
                "parameters": history.parameters,
                "optimizer": training.optimizer.kind.title,
                "learning rate": training.optimizer["learning_rate"],
                "batch": training.batch_size,
                "epochs": len(history.epochs),
                f"validation {short}": result_on_validation(run),
                f"test {short}": result_on_test(run),
                "curve": small_curve(run),
                "time": history.total_seconds,
                "ended": history.reason,
                "seed": run.spec.seed,
                "tags": ", ".join(run.about.tags),
                "note": " ".join(run.about.note.split()),
                "kept": pd.Timestamp(run.about.created or None),
            }
        )
    table = pd.DataFrame(rows, index=pd.Index([run.id for run in runs], name="id"))
    if not rows:
        return table
    order = [*(name for name in table if not name.startswith(("validation", "test")))]
    measured = sorted((name for name in table if name not in order), key=lambda name: (name.split()[1], name[0] == "t"))
    at = order.index("curve")
    table = table[[*order[:at], *measured, *order[at:]]]
    if (table["ended"] == "completed").all():
        table = table.drop(columns="ended")
    return table.drop(columns=[name for name in table if (table[name].isna() | (table[name].map(str) == "")).all()])


def differing(table: pd.DataFrame) -> list[str]:
    """The columns of an overview in which its runs differ, and those that are always shown."""
    return [name for name in table if name in ALWAYS or table[name].map(str).nunique() > 1]


def matching(runs: Sequence[KeptRun], words: str) -> list[KeptRun]:
    """The runs in whose name, data, network, optimizer, tags or note all words occur, whatever their case."""
    wanted = words.casefold().split()

    def text(run: KeptRun) -> str:
        about, optimizer = run.about, run.spec.training.optimizer.kind.title
        parts = (about.name, run.spec.dataset.kind.title, run.layers, optimizer, *about.tags, about.note)
        return " ".join(parts).casefold()

    return [run for run in runs if all(word in text(run) for word in wanted)]
