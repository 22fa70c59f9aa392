"""Experiments repeated with other values or other seeds: what is planned, what it costs, and what came of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import tr
from nnplay.models.shapes import trace
from nnplay.runs.differences import show_setting
from nnplay.spec import ExperimentSpec
from nnplay.spec_path import with_value
from nnplay.training.history import History

if TYPE_CHECKING:
    import pandas as pd

MOST_PLANNED = 400
"""Runs of one plan."""

START_SECONDS = 1.5
"""About what a training takes beside its epochs: a process, its data, its model and its test."""


@dataclass(frozen=True)
class PlannedRun:
    """One run of a plan.

    Args:
        spec: The experiment.
        changes: Values by path that make it another one than that of the others.
        title: What sets it apart: `learning rate 0.1, seed 3`.
    """

    spec: ExperimentSpec
    changes: Mapping[str, Any]
    title: str


def plan(
    spec: ExperimentSpec, options: Mapping[str, Sequence[Any]], seeds: int | Sequence[int] = 1
) -> tuple[PlannedRun, ...]:
    """The runs of a sweep: every combination of values, each with every seed.

    Args:
        spec: What all of them begin with.
        options: Values by path, as `spec_path.with_value` takes them.
        seeds: How many, counted from the experiment's own; or the seeds themselves.

    Raises:
        SpecError: If a path or a value is wrong, a network cannot stand, or the runs are more than `MOST_PLANNED`.
    """
    numbers = [spec.seed + count for count in range(seeds)] if isinstance(seeds, int) else list(seeds)
    values = [list(dict.fromkeys(of_one)) for of_one in options.values()]
    count = len(numbers) * int(np.prod([len(of_one) for of_one in values], dtype=np.int64))
    if not count:
        raise SpecError(tr("There is nothing to train: enter at least one value for each option, and one seed."))
    if count > MOST_PLANNED:
        raise SpecError(
            tr(
                "This makes {count:,} runs; at most {most_planned} can be planned at once. Use fewer values.",
                count=count,
                most_planned=MOST_PLANNED,
            )
        )
    runs = []
    for combination in itertools.product(*values):
        changes = dict(zip(options, combination, strict=True))
        changed = spec
        for path, value in changes.items():
            changed = with_value(changed, path, value)
        for seed in numbers:
            parts = [f"{_short(path)} {show_setting(value)}" for path, value in changes.items()]
            title = ", ".join([*parts, *([tr("seed {seed}", seed=seed)] if len(numbers) > 1 or not parts else [])])
            runs.append(PlannedRun(changed.with_seed(seed), changes, title))
        trace(changed).checked()
    return tuple(runs)


def _short(path: str) -> str:
    """What an option is called in a title: `learning rate`, `layer 1 units`."""
    *parents, last = path.replace("_", " ").split(".")
    return (
        tr("layer {parents} {last}", parents=int(parents[1]) + 1, last=tr(last))
        if parents[:1] == ["layers"]
        else tr(last)
    )


def seconds_of(planned: Sequence[PlannedRun], known: History, at_once: int = 1) -> float:
    """About how long a plan takes, measured by a run of the same network.

    Args:
        planned: The plan.
        known: Of a run of the experiment that they begin with.
        at_once: How many are trained at once.
    """
    per_epoch = known.total_seconds / max(len(known.epochs), 1)
    return sum(run.spec.training.epochs * per_epoch + START_SECONDS for run in planned) / at_once


def result_row(run: PlannedRun, history: History) -> dict[str, Any]:
    """One line of the table of a sweep.

    The values by path, `seed`, `epochs` that were trained, `val_` and the metrics in the epoch whose weights were kept,
    `test_` and the metrics on the test part, `seconds`, and `ended`: why it ended, as in `History.reason`.
    """
    best = history.best_epoch - 1
    validation = {
        name: values[best]
        for name, values in history.columns.items()
        if name.startswith("val_") and 0 <= best < len(values)
    }
    test = {f"test_{name}": value for name, value in history.test_metrics.items()}
    ended = history.reason or history.status
    numbers = {"epochs": len(history.epochs), **validation, **test, "seconds": history.total_seconds, "ended": ended}
    return {**run.changes, "seed": run.spec.seed, **numbers}


def summary(table: pd.DataFrame, paths: Sequence[str], result: str) -> pd.DataFrame:
    """The results of runs that differ in their seeds alone, together.

    Args:
        table: Lines of `result_row`.
        paths: The options of the sweep; without any, all runs belong together.
        result: Name of the column with the result.

    Returns:
        By the paths: `mean`, `std` (with n - 1; NaN for one run), `least`, `most`, `runs`.
    """
    known = table.dropna(subset=[result])
    grouped = known.groupby(list(paths), sort=False, dropna=False) if paths else known.assign(_="").groupby("_")
    return grouped[result].agg(mean="mean", std="std", least="min", most="max", runs="count").reset_index()
