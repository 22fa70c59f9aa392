"""A class that does a lesson: how long a click, an answer and a core take, and the memory of all processes.

    python -m tests.benchmarks.bench_class [--students 30] [--minutes 3] [--warm] [--json] [--quick]

A server as on a small host (`NNPLAY_HOSTED=1`) serves tabs that do what browsers do, without browsers: each student
chooses an experiment, changes settings, trains, watches, looks inside, evaluates, draws a digit and moves the sliders
of a lesson, and thinks between the clicks. All tabs come at once to a cold server; with `--warm` one by one, to a
server whose engine is ready. With `--minutes 60` it is the hour of the table in README.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections import Counter
from contextlib import suppress

import psutil

from nnplay.limits import HOSTED_VARIABLE
from tests.benchmarks.factories import Row, report, served
from tests.benchmarks.lesson_script import Measured, Student, percentile
from tests.benchmarks.protocol_tab import ProtocolTab

CLICK = {30: (0.2, 0.8), 60: (0.5, 2.0)}
"""Goals by students at most: seconds at the median, and that 19 of 20 stay within."""

QUESTION, CORE, MEMORY = 2.0, (5.0, 20.0), 2300.0
"""Goals: seconds that 19 of 20 answers stay within, seconds from Train to a core as for a click, megabytes."""

LOOK_SECONDS = 5.0

ARRIVAL_SECONDS = 20.0
"""Within which a class comes to a warm server."""


class Processes:
    """Memory and processor time of the server and of all that it has started.

    Args:
        server: Its process.
    """

    def __init__(self, server: psutil.Process) -> None:
        self.server = server
        self.sizes: list[tuple[float, float, int]] = []
        self.worked: dict[int, tuple[str, float]] = {}

    async def watch(self) -> None:
        """Looks again and again."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Notes megabytes (PSS) in all and of the server, the number of processes, and the seconds that each worked."""
        total, count = 0.0, 0
        for process in [self.server, *self.server.children(recursive=True)]:
            with suppress(psutil.Error):
                size = process.memory_full_info().pss / 1e6
                total, count = total + size, count + 1
                kind = "server" if process == self.server else "engine and jobs"
                own = size if process == self.server else 0.0
                if own:
                    of_server = own
                self.worked[process.pid] = (kind, sum(process.cpu_times()[:2]))
        self.sizes.append((total, of_server, count))

    def seconds(self, kind: str) -> float:
        """That processes of a kind have worked, as far as it was seen."""
        return sum(seconds for name, seconds in self.worked.values() if name == kind)


async def lesson(
    address: str, processes: Processes, students: int, minutes: float, warm: bool, seed: int
) -> tuple[Measured, float]:
    """Figures of a class, and the seconds that the server worked for it."""
    if warm:
        first = ProtocolTab(address)
        await first.start()
        await first.until(lambda text: "Engine ready" in text, 120)
        await first.close()
    measured = Measured()
    watching = asyncio.create_task(processes.watch())
    processes.look()
    before = processes.seconds("server")

    async def attend(number: int) -> None:
        await asyncio.sleep(number * ARRIVAL_SECONDS / students if warm else 0.0)
        await Student(address, seed + number, measured).attend(60 * minutes)

    ended = await asyncio.gather(*(attend(number) for number in range(students)), return_exceptions=True)
    measured.errors += [repr(error) for error in ended if error is not None]
    watching.cancel()
    processes.look()
    return measured, processes.seconds("server") - before


def rows(measured: Measured, processes: Processes, students: int) -> list[Row]:
    """The table."""
    lines: list[Row] = []

    def line(what: str, count: object, p50: object, p95: object, wanted: str, met: object = "") -> None:
        lines.append({"what": what, "count": count, "p50": p50, "p95": p95, "goal": wanted, "met": met})

    def times(what: str, seconds: list[float], half: float | None, most: float) -> None:
        p50, p95 = percentile(seconds, 0.5), percentile(seconds, 0.95)
        met = (half is None or p50 <= half) and p95 <= most
        line(f"{what}, s", len(seconds), p50, p95, f"{half} / {most}" if half else f"p95 {most}", met)

    times("click", measured.clicks, *CLICK[30 if students <= 30 else 60])
    times("Evaluate", measured.evaluate, None, QUESTION)
    times("Look inside", measured.inside, None, QUESTION)
    times("Train to a core", measured.cores, *CORE)
    line("unserved trainings", f"{measured.unserved} of {measured.trainings}", "", "", "0", not measured.unserved)
    line("errors", len(measured.errors), "", "", "0", not measured.errors)
    line("first page, s", len(measured.opened), percentile(measured.opened, 0.5), percentile(measured.opened, 0.95), "")
    sizes = [size for size, _, _ in processes.sizes]
    most = max(sizes)
    line("memory of all, MB", len(sizes), percentile(sizes, 0.5), most, f"most {MEMORY:.0f}", most <= MEMORY)
    own = [size for _, size, _ in processes.sizes]
    line("memory of the server, MB", len(own), percentile(own, 0.5), max(own), "")
    return lines


def main() -> None:
    """Prints the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=3.0, help="how long each student works")
    parser.add_argument("--warm", action="store_true", help="wait for the engine first, and come one by one")
    parser.add_argument("--seed", type=int, default=0, help="of what the students choose and how long they think")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--quick", action="store_true", help="only see that it runs: three students, half a minute")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.students, chosen.minutes = 3, 0.5
    os.environ[HOSTED_VARIABLE] = "1"
    begin = time.perf_counter()
    with served() as (address, process):
        processes = Processes(psutil.Process(process.pid))
        measured, worked = asyncio.run(
            lesson(address, processes, chosen.students, chosen.minutes, chosen.warm, 1000 * chosen.seed)
        )
    clicks = len(measured.clicks) + len(measured.evaluate) + len(measured.inside)
    seconds = time.perf_counter() - begin
    note = (
        f"{chosen.students} students, {chosen.minutes:g} minutes, {'warm' if chosen.warm else 'cold'}; {clicks} clicks "
        f"and {measured.polls} polls. The server worked {worked:.0f} s ({worked / seconds:.0%} of a core), "
        f"{1e3 * worked / max(clicks, 1):.0f} ms for a click with its polls; engine and jobs "
        f"{processes.seconds('engine and jobs'):.0f} s. At most {max(count for _, _, count in processes.sizes)} "
        f"processes; load of the machine {os.getloadavg()[1]:.1f}."
    )
    said = Counter(measured.errors).most_common(8)
    note += "".join(f"\n{count} × {text}" for text, count in said)
    report(rows(measured, processes, chosen.students), as_json=chosen.json, note=note)


if __name__ == "__main__":
    main()
