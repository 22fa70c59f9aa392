"""Bytes and pictures a second that a tab gets while a network trains and is alive on the playground.

    python -m tests.benchmarks.bench_living [--seconds 20] [--data FOLDER] [--json] [--quick]

Each experiment is opened by its link with so many epochs that most train all the while; nothing else is at the server.
A second is any second of the training, not one of the clock. What comes when a training has ended is counted apart: the
film, which is sent at once and then played by the browser.
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from nnplay.catalogue import SPECS
from nnplay.datasets.store.data_files import DATA_FOLDER
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.living_network import NAME
from tests.benchmarks.factories import Row, middle, options, presets_here, report, served
from tests.benchmarks.lesson_script import is_over
from tests.benchmarks.protocol_tab import ProtocolTab

PRESETS = ("spiral", "digits-cnn", "pima-mlp", "mnist-mlp", "mnist-convnet", "text-rnn", "text-attention")

GOAL = 150.0
"""Thousands of bytes in a second of a training, for one tab."""

STEP = 0.1
"""Seconds between two looks at what has come."""

EPOCHS = 5_000

WAIT = 120.0
"""Seconds until a training must have begun."""

AFTERWARDS = 4.0
"""Seconds in which the end of a training is told."""


async def watch(address: str, spec: ExperimentSpec, seconds: float) -> dict[str, Any]:
    """Trains an experiment and counts what comes."""
    tab = ProtocolTab(address, f"x={spec.to_link()}")
    await tab.start()
    await tab.until(lambda text: "Engine ready" in text, WAIT)
    await tab.press("Train")
    await tab.until(lambda text: "Epoch" in text or is_over(text), WAIT)
    begun, seen = time.perf_counter(), [(time.perf_counter(), tab.received, tab.pictures[NAME])]
    while time.perf_counter() - begun < seconds and not is_over(tab.text) and not tab.errors:
        await asyncio.sleep(STEP)
        if not is_over(tab.text):
            seen.append((time.perf_counter(), tab.received, tab.pictures[NAME]))
    if tab.has("Stop"):
        await tab.press("Stop")
    await tab.until(is_over, WAIT)
    await asyncio.sleep(AFTERWARDS)
    await tab.close()
    if tab.errors:
        raise SystemExit(tab.errors[0])
    ahead = round(1 / STEP)
    spans = [(after[1] - before[1]) / (after[0] - before[0]) for before, after in zip(seen, seen[ahead:], strict=False)]
    whole = seen[-1][0] - seen[0][0]
    return {
        "kB a second": 1e-3 * (seen[-1][1] - seen[0][1]) / whole,
        "p50": 1e-3 * middle(spans),
        "most": 1e-3 * max(spans),
        "goal": GOAL,
        "pictures a second": (seen[-1][2] - seen[0][2]) / whole,
        "seconds": whole,
        "end, kB": 1e-3 * (tab.received - seen[-1][1]),
    }


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, seconds=20.0, only="", data="")
    if chosen.data:
        os.environ[DATA_FOLDER] = str(Path(chosen.data).resolve())
    seconds = 3.0 if chosen.quick else chosen.seconds
    presets, skipped = presets_here(PRESETS, chosen.only)
    rows: list[Row] = []
    for preset in presets:
        with served() as (address, _):
            spec = SPECS[preset].with_training(epochs=EPOCHS)
            rows.append({"what": preset, **asyncio.run(watch(address, spec, seconds))})
    report(rows, as_json=chosen.json, note="\n".join(skipped))


if __name__ == "__main__":
    main()
