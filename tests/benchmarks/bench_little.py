"""What the lesson on little data says of its three networks: accuracy on test digits as they are, and moved.

    python -m tests.benchmarks.bench_little [--json] [--seeds N]

Each network is trained as the page trains it, with each seed; this takes a minute or two.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from nnplay.datasets import load_dataset
from nnplay.theory.depth import SHIFTS, shifted_copies
from nnplay.theory.little import experiments
from nnplay.training.run import run_experiment

EXAMPLES = 100


def measured(seeds: int) -> Iterator[dict[str, Any]]:
    """A row for each network and seed, as it is known."""
    for name, spec in experiments(EXAMPLES).items():
        data = load_dataset(spec.dataset)
        for seed in range(seeds):
            run = run_experiment(spec.with_seed(seed))
            answers = np.asarray(run.model.predict(shifted_copies(data.x_test), verbose=0)).argmax(axis=1)
            shares = (answers.reshape(len(SHIFTS), -1) == data.y_test).mean(axis=1)
            yield {"network": name, "seed": seed, **run.test_metrics, "moved": shares.tolist()}


def main() -> None:
    """Prints a line per network and seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON list in place of the table")
    parser.add_argument("--seeds", type=int, default=2, metavar="N")
    chosen = parser.parse_args()
    rows = measured(chosen.seeds)
    if chosen.json:
        print(json.dumps(list(rows)))
        return
    print(f"{'network':<16}{'seed':>5}{'test':>8}{'loss':>8}  moved by {SHIFTS}")
    for row in rows:
        moved = " ".join(f"{share:.1%}" for share in row["moved"])
        print(f"{row['network']:<16}{row['seed']:>5}{row['accuracy']:>8.1%}{row['loss']:>8.3f}  {moved}", flush=True)


if __name__ == "__main__":
    main()
