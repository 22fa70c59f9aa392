"""Memory of server and engine after 100 runs against that after the first five.

    python -m tests.benchmarks.bench_memory [--runs 100] [--json] [--quick]

A tab of the app trains a small network again and again, and looks at it in between. Counted is what the processes have
for themselves and their part of what they share (PSS), while nothing is trained.
"""

from __future__ import annotations

import asyncio

import psutil

from tests.benchmarks.factories import Row, Tab, options, report, served

FIRST = 5
GOAL = 5.0
"""Per cent of growth at most."""

SETTLED_SECONDS = 1.0


def memory(server: psutil.Process) -> dict[str, float]:
    """Megabytes of the server, of its engine, and of both."""
    engine = [child for child in server.children() if "nnplay.engine" in child.cmdline()]
    members = [process for top in engine for process in (top, *top.children(recursive=True))]
    sizes = {"server": _size(server), "engine": sum(map(_size, members))}
    return {**sizes, "together": sum(sizes.values())}


def _size(process: psutil.Process) -> float:
    full = process.memory_full_info()
    return float(getattr(full, "pss", full.uss)) / 1e6


async def measure(address: str, server: psutil.Process, runs: int) -> list[Row]:
    """Memory after the first runs and after all."""
    tab = await Tab.open(address)
    while "Engine ready" not in tab.text:
        await asyncio.sleep(0.3)
        await tab.run()
    early: dict[str, float] = {}
    for run in range(1, runs + 1):
        await tab.run(press="Train")
        await tab.run()
        await tab.wait_for("Train")
        if run == FIRST:
            await asyncio.sleep(SETTLED_SECONDS)
            early = memory(server)
    await asyncio.sleep(SETTLED_SECONDS)
    late = memory(server)
    return [
        {
            "what": name,
            f"after {FIRST} MB": early[name],
            f"after {runs} MB": late[name],
            "growth %": 100 * (late[name] / early[name] - 1),
            "goal %": GOAL if name == "together" else "",
            "met": late[name] / early[name] - 1 <= GOAL / 100 if name == "together" else "",
        }
        for name in early
    ]


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, runs=100)
    if chosen.quick:
        chosen.runs = FIRST + 1
    with served() as (address, process):
        rows = asyncio.run(measure(address, psutil.Process(process.pid), chosen.runs))
    report(rows, as_json=chosen.json)


if __name__ == "__main__":
    main()
