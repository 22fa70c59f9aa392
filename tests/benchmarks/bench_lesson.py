"""A whole lesson of a class: join, vote, train, draw ten digits, hand in, with a teacher and a wall beside it.

    python -m tests.benchmarks.bench_lesson [--students 30] [--minutes 10] [--pace 1] [--seed 0] [--json] [--quick]

A server as on a small host (`NNPLAY_HOSTED=1`) serves tabs that do what browsers do, without browsers, as in
`bench_class`. A teacher has opened a class with a task. Each student joins by the code, votes, changes the experiment
and trains it, gives ten drawings to the class, hands in, and judges the network on the drawings of the class; then
trains and hands in again until the lesson is over. The wall of the class is open all the time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import psutil

from nnplay.catalogue import SPECS
from nnplay.classroom.assignment import Assignment
from nnplay.classroom.checks import Check
from nnplay.classroom.class_store import Classroom, ClassStore, wall_key
from nnplay.classroom.schema import home_file
from nnplay.classroom.votes import READY
from nnplay.limits import HOSTED_VARIABLE
from nnplay.runs.folders import RUNS_FOLDER
from nnplay.sketch import examples
from nnplay.ui.common.live import QUEUE_SECONDS
from tests.benchmarks import lesson_script
from tests.benchmarks.bench_class import ARRIVAL_SECONDS, LOOK_SECONDS, MEMORY, Processes
from tests.benchmarks.bench_draw import canvas_data
from tests.benchmarks.factories import Row, report, served
from tests.benchmarks.lesson_script import Measured, Student, percentile
from tests.benchmarks.protocol_tab import ProtocolTab

CLICK = {30: 0.1, 60: 1.0}
"""Goal by students at most: seconds that 19 of 20 clicks stay within."""

UNFAIR = 2.0
"""Goal: nobody waits longer for a core than so many times the fair share; see `unfairness`."""

CORES = os.cpu_count() or 1

LEAST_WAIT = 1.0 + QUEUE_SECONDS
"""Seconds; a shorter wait is none, whatever the share: a page that waits asks only so often whether it has a core."""

TASK = Assignment(
    "Read small digits",
    "Train a network that reads small handwritten digits.",
    SPECS["digits-cnn"],
    goals=(Check("accuracy_at_least", value=0.95), Check("parameters_at_most", count=50_000)),
)


@dataclass
class MeasuredLesson(Measured):
    """Figures of a whole lesson; times in seconds.

    Args:
        joined, given, handed, judged: From a click to the page drawn: joining, giving a drawing, handing in, and
            judging networks on the drawings of the class.
    """

    joined: list[float] = field(default_factory=list)
    given: list[float] = field(default_factory=list)
    handed: list[float] = field(default_factory=list)
    judged: list[float] = field(default_factory=list)


class Member(Student):
    """A student of a class.

    Args:
        address: Of the server's socket.
        seed: Of what they choose and how long they think.
        measured: Takes the figures.
        code: Of the class.
    """

    measured: MeasuredLesson

    def __init__(self, address: str, seed: int, measured: MeasuredLesson, code: str) -> None:
        super().__init__(address, seed, measured)
        self.name, self.code = f"Student {seed}", code
        self.lessons, self.handed = 0, ""

    async def lesson(self) -> None:
        """The first time all of it, then training and handing in once more."""
        if not self.lessons:
            await self.join()
            await self.vote()
        await self.click(self.tab.turn_to(""))
        await self.change()
        # Nobody trains what somebody else has trained, which would be trained once for both.
        await self.seed(self.rng.randrange(10**6))
        trained = await self.train()
        if not self.lessons:
            await self.give_drawings()
        if trained:
            await self.hand_in()
        await self.judge()
        self.lessons += 1

    async def join(self) -> None:
        """Joins the class by its code."""
        await self.click(self.tab.turn_to("classroom"))
        await self.click(
            self.tab.submit("Join", {"Class code": self.code, "Your name in the class": self.name}),
            self.measured.joined,
        )
        if f"You are **{self.name}**" not in self.tab.text:
            raise RuntimeError(f"{self.name} has not joined: {self.tab.text[-300:]}")

    async def part(self, name: str) -> None:
        """Opens a part of the page My class."""
        await self.click(self.tab.turn_to("classroom"))
        await self.click(self.tab.select("What to look at", name))

    async def vote(self) -> None:
        """Votes, and changes the vote."""
        await self.part("Vote")
        for _ in range(2):
            options = self.tab.options("Your prediction")
            await self.click(self.tab.mark("Your prediction", self.rng.choice(options)))

    async def give_drawings(self) -> None:
        """Draws each digit, stroke by stroke, and gives it to the class."""
        await self.part("Draw")
        drawings = dict(examples.drawings(1, self.rng.randrange(10**6)))
        for digit in range(10):
            drawing = canvas_data(drawings[digit])
            for count in range(1, len(drawing["objects"]) + 1):
                so_far = {**drawing, "objects": drawing["objects"][:count]}
                await self.click(self.tab.tell("streamlit-drawable-canvas", {"drawing": {"raw": so_far}}), think=False)
            (label,) = self.tab.buttons("Give this")
            await self.click(self.tab.press(label), self.measured.given)

    async def hand_in(self) -> None:
        """Hands the newest run in, unless it is the one from before: a training may have ended before it began."""
        await self.part("Hand in")
        if not self.tab.has("Hand in"):
            return
        newest = self.tab.listed("Which run")[0].split("·")[0] + "·"
        if newest == self.handed:
            return
        self.handed = newest
        await self.click(self.tab.select("Which run", newest))
        if self.tab.has("Hand in"):
            await self.click(self.tab.press("Hand in"), self.measured.handed)

    async def judge(self) -> None:
        """Judges networks on the drawings of the class."""
        await self.click(self.tab.turn_to("classroom"))
        await self.click(self.tab.select("What to look at", "Judge"), self.measured.judged)


async def project(address: str, classroom: Classroom, secret: str, measured: MeasuredLesson) -> None:
    """Keeps the wall open until the lesson is over."""
    tab = ProtocolTab(address)
    try:
        await tab.start()
        await tab.turn_to("wall", f"class={classroom.code}&key={wall_key(secret)}")
        await asyncio.sleep(10**6)
    finally:
        measured.errors += [f"wall: {error}" for error in tab.errors]
        await tab.close()


def unfairness(spans: list[tuple[float, float, float]], cores: int = CORES, least: float = LEAST_WAIT) -> list[float]:
    """For each training that waited: its wait in shares of the fair one.

    The fair wait is what all trainings that were there before still needed, shared by the cores: what a queue without
    favorites would have made it wait.

    Args:
        spans: When each was asked for, had a core, and was over.
        cores: That trainings run on.
        least: A wait of fewer seconds counts as fair, and so does a share.
    """
    found = []
    for asked, core, _ in spans:
        wait = core - asked
        if wait < least:
            continue
        before = sum(over - max(begun, asked) for first, begun, over in spans if first < asked < over)
        found.append(wait / max(before / cores, least))
    return found


async def run(
    address: str, processes: Processes, students: int, minutes: float, seed: int, store: ClassStore
) -> tuple[MeasuredLesson, Classroom, str]:
    """Figures of a class, and the class."""
    first = ProtocolTab(address)
    await first.start()
    await first.until(lambda text: "Engine ready" in text, 120)
    await first.close()
    classroom, secret = store.create("Class", TASK)
    store.ask(classroom.code, secret, READY[0])
    measured = MeasuredLesson()
    watching = [
        asyncio.create_task(processes.watch()),
        asyncio.create_task(project(address, classroom, secret, measured)),
    ]

    async def attend(number: int) -> None:
        await asyncio.sleep(number * ARRIVAL_SECONDS / students)
        await Member(address, seed + number, measured, classroom.code).attend(60 * minutes)

    ended = await asyncio.gather(*(attend(number) for number in range(students)), return_exceptions=True)
    measured.errors += [repr(error) for error in ended if error is not None]
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    processes.look()
    return measured, classroom, secret


def growth(megabytes: list[float], seconds: float = LOOK_SECONDS) -> float:
    """Megabytes that a process grew by in a minute, over the last two thirds of the time, by least squares."""
    late = np.array(megabytes[len(megabytes) // 3 :])
    if len(late) < 3:
        return float("nan")
    return float(np.polyfit(np.arange(len(late)) * seconds / 60, late, 1)[0])


def rows(measured: MeasuredLesson, processes: Processes, students: int, kept: Counter[str]) -> list[Row]:
    """The table.

    Args:
        measured: What the tabs have seen.
        processes: What the server took.
        students: How many there were.
        kept: What the class has in the end: members, drawings, results.
    """
    lines: list[Row] = []

    def line(what: str, count: object, p50: object, p95: object, most: object, goal: str, met: object = "") -> None:
        lines.append({"what": what, "count": count, "p50": p50, "p95": p95, "most": most, "goal": goal, "met": met})

    def times(what: str, seconds: list[float], most: float | None = None) -> None:
        p95 = percentile(seconds, 0.95)
        goal, met = (f"p95 {most:g}", p95 <= most) if most else ("", "")
        line(f"{what}, s", len(seconds), percentile(seconds, 0.5), p95, max(seconds, default=float("nan")), goal, met)

    times("click", measured.clicks, CLICK[30 if students <= 30 else 60])
    times("join", measured.joined)
    times("give a drawing", measured.given)
    times("hand in", measured.handed)
    times("judge networks", measured.judged)
    times("Train to a core", measured.cores)
    shares = unfairness(measured.spans)
    worst = max(shares, default=0.0)
    half, most = percentile(shares, 0.5), percentile(shares, 0.95)
    line("wait / fair share", len(shares), half, most, worst, f"most {UNFAIR:g}", worst <= UNFAIR)
    line("unserved trainings", f"{measured.unserved} of {measured.trainings}", "", "", "", "0", not measured.unserved)
    line("joined", kept["members"], "", "", "", f"{students}", kept["members"] == students)
    given, handed = len(measured.given), len(measured.handed)
    # What was given while the lesson ended may be there without its page having been drawn.
    line("drawings kept", kept["drawings"], "", "", "", f"{given} or more", kept["drawings"] >= given)
    line("results kept", kept["results"], "", "", "", f"{handed} or more", kept["results"] >= handed)
    line("errors", len(measured.errors), "", "", "", "0", not measured.errors)
    sizes = [size for size, _, _ in processes.sizes]
    most_memory = max(sizes)
    line(
        "memory of all, MB", len(sizes), percentile(sizes, 0.5), percentile(sizes, 0.95), most_memory,
        f"most {MEMORY:.0f}", most_memory <= MEMORY,
    )  # fmt: skip
    own = [size for _, size, _ in processes.sizes]
    line("memory of the server, MB", len(own), percentile(own, 0.5), percentile(own, 0.95), max(own), "")
    line("growth of the server, MB a minute", len(own), growth(own), "", "", "")
    return lines


def main() -> None:
    """Prints the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long the lesson is for each student")
    parser.add_argument("--pace", type=float, default=1.0, help="how many times as fast students think and watch")
    parser.add_argument("--seed", type=int, default=0, help="of what the students choose and how long they think")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--quick", action="store_true", help="only see that it runs: three hasty students")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.students, chosen.minutes = 3, 2.0
        lesson_script.THINK, lesson_script.WATCHED = (0.1, 0.3), (5.0, 10.0)
    lesson_script.THINK, lesson_script.WATCHED = (
        (low / chosen.pace, high / chosen.pace) for low, high in (lesson_script.THINK, lesson_script.WATCHED)
    )
    with tempfile.TemporaryDirectory() as folder:  # never the classes of the person who measures
        os.environ |= {HOSTED_VARIABLE: "1", RUNS_FOLDER: folder}
        store = ClassStore(home_file())
        begin = time.perf_counter()
        with served() as (address, process):
            processes = Processes(psutil.Process(process.pid))
            processes.look()
            measured, classroom, secret = asyncio.run(
                run(address, processes, chosen.students, chosen.minutes, 1000 * chosen.seed, store)
            )
        code = classroom.code
        kept = Counter(
            members=len(store.members(code, secret)),
            drawings=len(store.drawings(code, secret)),
            results=len(store.results(code, secret)),
        )
    seconds = time.perf_counter() - begin
    worked = processes.seconds("server")
    note = (
        f"{chosen.students} students, {chosen.minutes:g} minutes; {measured.polls} polls. The server worked "
        f"{worked:.0f} s ({worked / seconds:.0%} of a core); engine and jobs "
        f"{processes.seconds('engine and jobs'):.0f} s. At most {max(count for _, _, count in processes.sizes)} "
        f"processes; load of the machine {os.getloadavg()[1]:.1f}."
    )
    note += "".join(f"\n{count} × {text}" for text, count in Counter(measured.errors).most_common(8))
    report(rows(measured, processes, chosen.students, kept), as_json=chosen.json, note=note)


if __name__ == "__main__":
    main()
