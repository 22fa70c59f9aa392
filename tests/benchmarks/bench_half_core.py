"""Seconds that a person waits where the server has half a core, beside the same with all cores.

    python -m tests.benchmarks.bench_half_core [--cores 0.5] [--repeats 10] [--json] [--quick]

The server, its engine and its trainings share the part of a processor; the tab, which does what a browser does without
drawing, does not. Each server is cold when the tab opens.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

from nnplay.ui.common.data_gallery import EXPERIMENT_KEY
from tests.benchmarks.factories import Row, middle, options, report, served
from tests.benchmarks.half_core import limited
from tests.benchmarks.lesson_script import is_over
from tests.benchmarks.protocol_tab import ProtocolTab

PATIENCE = 600.0
"""Seconds that an engine or a training may take."""

PRESETS = ("spiral", "digits-cnn")

Figures = dict[str, float]


async def measure(address: str, repeats: int) -> Figures:
    """Seconds by what is waited for."""
    tab = ProtocolTab(address)
    found: Figures = {"first page of a cold server": await tab.start()}
    begin = time.perf_counter()
    await _come(tab, lambda text: "Engine ready" in text)
    found["first page to an engine that is ready"] = time.perf_counter() - begin

    async def several(click: Callable[[int], Awaitable[float]]) -> float:
        return middle([await click(number) for number in range(repeats)])

    await tab.fold("More options", True)
    found["another seed"] = await several(lambda number: tab.set_number("Random seed", number + 1))
    for preset in PRESETS:
        await tab.trigger(EXPERIMENT_KEY, "chosen", preset)
        begin = time.perf_counter()
        await tab.press("Train")
        await _come(tab, lambda text: "Epoch " in text or is_over(text))
        found[f"Train to the first epoch, {preset}"] = time.perf_counter() - begin
        await _come(tab, is_over)
        found[f"Train to the end, {preset}"] = time.perf_counter() - begin
    found["Evaluate"] = await tab.turn_to("evaluate")
    found["Look inside"] = await tab.turn_to("look_inside")
    found["first lesson"] = await tab.turn_to("learn-neuron")
    found["a slider of the lesson"] = await several(lambda number: tab.slide("Weight w₁", number / repeats))
    await tab.close()
    if tab.errors:
        raise SystemExit("\n".join(tab.errors))
    return found


async def _come(tab: ProtocolTab, true: Callable[[str], bool]) -> None:
    if await tab.until(true, PATIENCE) is None:
        raise SystemExit(f"The page did not come so far in {PATIENCE:.0f} s.")


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, cores=0.5, repeats=10)
    repeats = 2 if chosen.quick else chosen.repeats
    figures: list[Figures] = []
    for cores in (0.0, chosen.cores):
        with limited(cores) if cores else contextlib.nullcontext() as put, served(put=put) as (address, _):
            figures.append(asyncio.run(measure(address, repeats)))
    all_cores, few = figures
    part = f"{chosen.cores:g} cores, s"
    rows: list[Row] = [
        {"what": what, "all cores, s": seconds, part: few[what], "ratio": few[what] / seconds}
        for what, seconds in all_cores.items()
    ]
    report(rows, as_json=chosen.json)


if __name__ == "__main__":
    main()
