"""Seconds from Train to the first events, and from a command to its effect, with a warm engine.

    python -m tests.benchmarks.bench_first_event [--repeats 10] [--json] [--quick]

Each step is counted from the one before: the process, data and model, the first event of training (some batches or an
epoch; compiling is in it), and all of them. A command is counted until the training has done it and said so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import Any

from nnplay.catalogue import SPECS
from nnplay.engine.client import Engine, Job
from nnplay.training.events import BatchEnd, EpochEnd, Event, Paused, Prepared, Rewound, Started
from tests.benchmarks.factories import Row, high, middle, options, presets_here, report

FIRST_GOAL = 1.5
COMMAND_GOAL = 0.2

SETTLED_SECONDS = 4.0
"""Commands are given so long after the first event: until then validation is traced too."""

PRESETS = ("digits-cnn", "spiral", "pima-mlp", "mnist-mlp", "mnist-convnet")

STEPS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("process", (Started,)),
    ("data and model", (Prepared,)),
    ("first training", (BatchEnd, EpochEnd)),
)


class Clock:
    """Notes when each kind of event of a training arrives."""

    def __init__(self, job: Job) -> None:
        self.times: dict[type, float] = {}
        self._changed = threading.Condition()
        self._apply, job.apply = job.apply, self.apply  # type: ignore[method-assign]

    def apply(self, events: Iterable[Event]) -> None:
        """Takes the place of the training's own."""
        events = list(events)
        now = time.perf_counter()
        self._apply(events)
        with self._changed:
            for event in events:
                self.times.setdefault(type(event), now)
            self._changed.notify_all()

    def wait(self, kinds: tuple[type, ...], seconds: float = 60.0) -> float:
        """When the first event of these kinds arrived."""
        with self._changed:
            if not self._changed.wait_for(lambda: any(kind in self.times for kind in kinds), seconds):
                raise SystemExit(f"None of {kinds} came within {seconds:.0f} s.")
            return min(self.times[kind] for kind in kinds if kind in self.times)

    def after(self, command: Any, kind: type) -> float:
        """Seconds from a command to the event that it causes."""
        with self._changed:
            self.times.pop(kind, None)
        start = time.perf_counter()
        command()
        return self.wait((kind,)) - start


def one_run(engine: Engine, preset: str) -> dict[str, float]:
    """Seconds by step and command."""
    spec = SPECS[preset].with_training(epochs=10_000)
    start = last = time.perf_counter()
    job = engine.train(spec)
    clock = Clock(job)
    seconds: dict[str, float] = {}
    for name, kinds in STEPS:
        now = clock.wait(kinds)
        seconds[name], last = now - last, now
    seconds["in all"] = last - start
    # Compiled epochs are done in seconds, and their validation is compiled with them.
    if job.history.execution == "fit":
        job.wait(SETTLED_SECONDS)
    seconds["pause"] = clock.after(lambda: engine.pause(job), Paused)
    seconds["reset"] = clock.after(lambda: engine.reset(job), Rewound)
    engine.kill(job)
    job.wait()
    engine.forget(job)
    return seconds


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, repeats=10, only="")
    if chosen.quick:
        chosen.repeats = 1
    engine = Engine()
    rows: list[Row] = []
    presets, skipped = presets_here(PRESETS, chosen.only)
    try:
        engine.wait_ready(120)
        for preset in presets:
            runs = [one_run(engine, preset) for _ in range(chosen.repeats)]
            for name in runs[0]:
                times = [run[name] for run in runs]
                goal = {"in all": FIRST_GOAL, "pause": COMMAND_GOAL, "reset": COMMAND_GOAL}.get(name)
                rows.append(
                    {
                        "what": f"{preset}: {name}",
                        "p50 ms": 1e3 * middle(times),
                        "p95 ms": 1e3 * high(times),
                        "goal ms": 1e3 * goal if goal else "",
                        "met": middle(times) <= goal if goal else "",
                    }
                )
    finally:
        engine.close()
    report(rows, as_json=chosen.json, note="\n".join(skipped))


if __name__ == "__main__":
    main()
