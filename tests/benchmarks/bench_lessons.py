"""Milliseconds that a lesson takes to answer each of its controls, without the browser.

    python -m tests.benchmarks.bench_lessons [--json] [--only NAME] [--repeats N]

Every control is moved to and fro and the *whole page* is drawn again each time; a browser asks for the control's own
section only, so this is the most that the server needs. Ratios are to a page with nothing on it, which a busy machine
slows down in the same way.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from streamlit.testing.v1 import AppTest

from nnplay.lessons import Lesson, lessons
from nnplay.ui.common.server import end_engine
from tests.pages.factories import healthy, open_app, turn_to_lesson

GOAL = 200.0
"""Milliseconds that a control may take at the median."""


@dataclass(frozen=True)
class Result:
    """One control.

    Args:
        lesson: Its name.
        control: The widget's key.
        median, most: Milliseconds.
        cpu: Milliseconds that the server worked, at the median; the rest others had the machine.
        ratio: That work to the work for an empty page.
    """

    lesson: str
    control: str
    median: float
    most: float
    cpu: float
    ratio: float


def _empty() -> None:
    from nnplay.ui.common import page

    page.start()
    page.finish()


def controls(at: AppTest) -> Iterator[Any]:
    """Every control of the page that has a value to move."""
    yield from (*at.slider, *at.number_input, *at.selectbox, *at.select_slider, *at.toggle)
    yield from (each for each in at.button_group if len(each.options) > 1)


def move(widget: Any, number: int) -> None:
    """Gives a control another value, in turn."""
    match type(widget).__name__:
        case "Slider" | "NumberInput":
            step = widget.step or 1
            at_the_end = widget.max is not None and widget.value + step > widget.max
            widget.set_value(widget.value - step if at_the_end else widget.value + step)
        case "Toggle":
            widget.set_value(not widget.value)
        case "Selectbox":
            widget.select_index(number % len(widget.options))
        case "SelectSlider":
            option = widget.options[number % len(widget.options)]
            widget.set_value(type(widget.value)(option))
        case _ if isinstance(widget.value, list):  # several buttons of a row
            widget.set_value(widget.value[:1] if len(widget.value) > 1 else widget.value)
        case _:
            widget.set_value(widget.options[number % len(widget.options)])


def measure(one: Lesson, empty: float, repeats: int) -> list[Result]:
    """Moves each control of a lesson that is there when it opens."""
    at = turn_to_lesson(open_app(), one.name)
    keys = [str(each.key) for each in controls(at)]
    found = []
    for key in keys:
        times, works = [], []
        for number in range(repeats):
            there = [each for each in controls(at) if each.key == key]
            if not there:
                break  # another control took it off the page
            move(there[0], number)
            begin, work = time.perf_counter(), time.process_time()
            at.run()
            times.append(1000 * (time.perf_counter() - begin))
            works.append(1000 * (time.process_time() - work))
            healthy(at)
        if times:
            median, cpu = statistics.median(times), statistics.median(works)
            found.append(Result(one.name, key, median, max(times), cpu, cpu / empty))
    return found


def empty_page(repeats: int) -> float:
    """Milliseconds of work for the rerun of a page with nothing on it, at the median."""
    at = AppTest.from_function(_empty).run()
    times = []
    for _ in range(repeats):
        work = time.process_time()
        at.run()
        times.append(1000 * (time.process_time() - work))
    return statistics.median(times)


def main() -> None:
    """Prints the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--only", default="", help="only lessons whose name contains this")
    parser.add_argument("--repeats", type=int, default=5, help="how often each control is moved")
    options = parser.parse_args()
    empty = empty_page(3 * options.repeats)
    chosen = [one for one in lessons() if options.only in one.name]
    results = [result for one in chosen for result in measure(one, empty, options.repeats)]
    end_engine()
    median = statistics.median([one.median for one in results])
    if options.json:
        print(
            json.dumps(
                {"empty": empty, "median": median, "goal": GOAL, "results": [asdict(one) for one in results]}, indent=1
            )
        )
    else:
        print(f"{'lesson':16} {'control':26} {'median':>10} {'most':>10} {'work':>10} {'of empty':>9}")
        for one in results:
            figures = f"{one.median:7.1f} ms {one.most:7.1f} ms {one.cpu:7.1f} ms {one.ratio:8.1f}x"
            print(f"{one.lesson:16} {one.control:26} {figures}")
        print(f"\nempty page {empty:.1f} ms of work; all controls {median:.1f} ms at the median, goal {GOAL:.0f} ms")
    sys.stdout.flush()
    # The engine's threads would be waited for.
    os._exit(median > GOAL)


if __name__ == "__main__":
    main()
