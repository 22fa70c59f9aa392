"""How many threads one training should have on its cores, alone and beside others, and whether they change its weights.

    python -m tests.benchmarks.bench_threads [--epochs 3] [--repeats 3] [--json] [--quick]

TensorFlow shares an operation out among as many threads as there are cores. Two trainings at once on two cores then
have four. Here the same convolution network is trained with one thread and with one per core, alone and two at once,
each in a process of its own, in turn; `together` is how many epochs all of them end in a second.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence

from nnplay.catalogue import SPECS
from tests.benchmarks.factories import ROOT, Row, middle, options, presets_here, report

PRESETS = ("digits-cnn", "mnist-convnet")

CHILD = "from tests.benchmarks.bench_threads import child; child()"

THREADS = "TF_NUM_INTRAOP_THREADS"


def child() -> None:
    """Loads all that it needs, waits for a line, trains, and prints what came out."""
    import nnplay

    preset, epochs = sys.argv[1], int(sys.argv[2])
    spec = SPECS[preset].with_training(epochs=epochs)
    nnplay.train(SPECS["line"].with_training(epochs=1))  # loads TensorFlow
    print("ready", flush=True)
    sys.stdin.readline()
    begin = time.perf_counter()
    run = nnplay.train(spec)
    seconds = time.perf_counter() - begin
    weights = b"".join(values.tobytes() for values in run.model.get_weights())
    print(json.dumps({"seconds": seconds, "weights": hashlib.sha256(weights).hexdigest()[:8]}), flush=True)


def at_once(preset: str, epochs: int, threads: int, count: int) -> tuple[float, set[str]]:
    """Seconds until so many equal trainings have ended that began together, and their weights."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, preset, str(epochs)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), THREADS: str(threads)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(count)
    ]
    try:
        for each in children:
            assert each.stdout
            assert each.stdout.readline() == "ready\n"
        for each in children:
            assert each.stdin
            each.stdin.write("\n")
            each.stdin.flush()
        found = [json.loads(each.stdout.readline()) for each in children if each.stdout]
    finally:
        for each in children:
            each.kill()
            each.wait()
    return max(one["seconds"] for one in found), {one["weights"] for one in found}


def rows(presets: Sequence[str], epochs: int, repeats: int) -> list[Row]:
    """The table."""
    cores = os.cpu_count() or 1
    lines: list[Row] = []
    for preset in presets:
        ways = [(threads, count) for count in (1, cores) for threads in (1, cores)]
        seconds: dict[tuple[int, int], list[float]] = {way: [] for way in ways}
        weights: dict[tuple[int, int], set[str]] = {way: set() for way in ways}
        for _ in range(repeats):
            for way in ways:  # in turn, so that a busy moment does not strike one way alone
                took, found = at_once(preset, epochs, *way)
                seconds[way].append(took)
                weights[way] |= found
        for threads, count in ways:
            took = middle(seconds[threads, count])
            lines.append(
                {
                    "preset": preset,
                    "at once": count,
                    "threads each": threads,
                    "seconds": took,
                    "together, epochs/s": count * epochs / took,
                    "weights": " ".join(sorted(weights[threads, count])),
                }
            )
    return lines


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, epochs=3, repeats=3, only="")
    if chosen.quick:
        chosen.epochs, chosen.repeats, chosen.only = 1, 1, "digits"
    presets, skipped = presets_here(PRESETS, chosen.only)
    table = rows(presets, chosen.epochs, chosen.repeats)
    report(table, as_json=chosen.json, note="\n".join([f"Load of the machine: {os.getloadavg()[0]:.1f}.", *skipped]))


if __name__ == "__main__":
    main()
