"""Seconds that a page takes with 30 people at it while two trainings run, against an idle server.

    python -m tests.benchmarks.bench_sessions [--sessions 30] [--seconds 20] [--json] [--quick]

Each session is a socket that sends what a browser sends. All of them press Train: two train (or as many as there are
cores), the others wait in the queue and poll too, each fragment as often as its page asks for it.
"""

from __future__ import annotations

import asyncio
import random
import time

import psutil

from tests.benchmarks.factories import Row, Tab, high, middle, options, report, served

GOAL = 0.1
"""Seconds: the 95th percentile with everybody at it."""

IDLE_RUNS = 40


async def poll(tab: Tab, until: float, seconds: list[float]) -> None:
    """Runs each fragment of a tab as often as its page asks for it; a browser sends one at a time too."""
    due: dict[str, float] = {}
    while tab.polls and time.perf_counter() < until:
        now = time.perf_counter()
        due = {fragment: due.get(fragment, now + random.random() * every) for fragment, every in tab.polls.items()}
        fragment = min(due, key=due.__getitem__)
        await asyncio.sleep(max(0.0, due[fragment] - now))
        seconds.append(await tab.run(fragment=fragment))
        due[fragment] = time.perf_counter() + tab.polls.get(fragment, 1.0)


async def measure(address: str, server: psutil.Process, sessions: int, seconds: float) -> tuple[list[Row], str]:
    """Seconds of page runs and polls."""
    first = await Tab.open(address)
    while "Engine ready" not in first.text:
        await asyncio.sleep(0.3)
        await first.run()
    idle = [await first.run() for _ in range(IDLE_RUNS)]
    tabs = [first, *[await Tab.open(address) for _ in range(sessions - 1)]]
    for tab in tabs:
        await tab.run(press="Train")
        await tab.run()
    polls: list[float] = []
    pages: list[float] = []
    used, until = sum(server.cpu_times()[:2]), time.perf_counter() + seconds

    async def look() -> None:
        """One more person, who uses the page."""
        tab = await Tab.open(address)
        while time.perf_counter() < until:
            pages.append(await tab.run())
            await asyncio.sleep(0.5)

    await asyncio.gather(look(), *(poll(tab, until, polls) for tab in tabs))
    goal = 1e3 * GOAL
    rows: list[Row] = [
        {"what": what, "count": len(times), "p50 ms": 1e3 * middle(times), "p95 ms": 1e3 * high(times), "goal": goal}
        for what, times, goal in (
            ("page, idle server", idle, ""),
            (f"poll, {sessions} sessions", polls, goal),
            (f"page, {sessions} sessions", pages, goal),
        )
    ]
    used = sum(server.cpu_times()[:2]) - used
    note = f"{len(polls) / seconds:.0f} polls a second; the server was busy {used / seconds:.0%} of the time, "
    return rows, note + f"{1e3 * used / (len(polls) + len(pages)):.1f} ms for a poll or page."


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, sessions=30, seconds=20.0)
    if chosen.quick:
        chosen.sessions, chosen.seconds = 4, 4.0
    with served() as (address, process):
        server = psutil.Process(process.pid)
        rows, note = asyncio.run(measure(address, server, chosen.sessions, chosen.seconds))
    report(rows, as_json=chosen.json, note=note)


if __name__ == "__main__":
    main()
