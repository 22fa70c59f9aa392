"""A sweep without the page: every combination of some values, trained one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from nnplay.runs.plan import PlannedRun, plan, result_row
from nnplay.runs.store import RunStore
from nnplay.spec import ExperimentSpec
from nnplay.training.run import run_experiment


def sweep(
    spec: ExperimentSpec,
    options: Mapping[str, Sequence[Any]],
    seeds: int | Sequence[int] = 1,
    *,
    store: RunStore | None = None,
    told: Callable[[int, PlannedRun], None] = lambda place, run: None,
) -> pd.DataFrame:
    """Trains every combination of values with every seed; a table of the results.

    Equal experiments give equal weights, alone or in a sweep. Broken off by Ctrl-C, it keeps nothing but what `store`
    already has.

    Args:
        spec: What all runs begin with.
        options: Values by path, such as `{"training.optimizer.learning_rate": [0.1, 0.01], "layers.0.units": [4, 8]}`.
        seeds: How many, counted from the experiment's own; or the seeds themselves.
        store: Where each run is kept, if anywhere; the column `id` then has its id there.
        told: Called before each run with its place in the plan.

    Returns:
        A line per run, as of `nnplay.runs.plan.result_row`.

    Raises:
        SpecError: If a path or a value is wrong, or the runs are too many; nothing has been trained then.
        NnplayError: As of `run_experiment`.
    """
    rows = []
    for place, planned in enumerate(plan(spec, options, seeds)):
        told(place, planned)
        run = run_experiment(planned.spec)
        row = result_row(planned, run.history)
        if store is not None:
            row["id"] = store.add(run, planned.title).id
        rows.append(row)
    return pd.DataFrame(rows)
