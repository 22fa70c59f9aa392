"""What a student does in a lesson, and what of it is measured."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field

import numpy as np

from nnplay.sketch import examples
from nnplay.ui.common.data_gallery import EXPERIMENT_KEY
from tests.benchmarks.bench_draw import canvas_data
from tests.benchmarks.protocol_tab import ProtocolTab

PRESETS = ("digits-cnn", "digits-cnn", "spiral", "bumps", "line", "wine", "table-mlp")
"""What a class trains; all of it comes without a download. Most take the first one, which is there when they open."""

SLIDERS = (("learn-neuron", "Weight w₁"), ("learn-neuron", "Bias b"), ("learn-neuron", "Input x₁"))

THINK = (3.0, 10.0)
"""Seconds between two clicks, uniform."""

PATIENCE = 90.0
"""Seconds that a student waits for a core, and then gives the place in the queue up."""

WATCHED = (5.0, 25.0)
"""Seconds that a student watches a training."""

PARTS = ("What to look at", "button_group")
"""The parts of a page, which is without them where nothing was trained."""

WAITING = ("Next in line", "Waiting for a free core", "In the queue")
ENDED = ("epochs in", "diverged in", " failed")


@dataclass
class Measured:
    """Figures of all students; times in seconds.

    Args:
        clicks: From a click to the page drawn, questions left out.
        evaluate, inside: From a click to the answer on the page.
        cores: From Train to a core.
        spans: Of each training when Train was pressed, when it had a core, and when it was over or stopped.
        trainings, unserved: Started; and those of them that a student gave up in the queue.
        errors: What pages said was wrong.
        polls: Of all fragments.
        opened: From connecting to the first page.
    """

    clicks: list[float] = field(default_factory=list)
    evaluate: list[float] = field(default_factory=list)
    inside: list[float] = field(default_factory=list)
    cores: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    spans: list[tuple[float, float, float]] = field(default_factory=list)
    trainings: int = 0
    unserved: int = 0
    errors: list[str] = field(default_factory=list)
    polls: int = 0


class Student:
    """One student, who does lesson after lesson.

    Args:
        address: Of the server's socket.
        seed: Of what they choose and how long they think.
        measured: Takes the figures.
    """

    def __init__(self, address: str, seed: int, measured: Measured) -> None:
        self.tab = ProtocolTab(address)
        self.rng = random.Random(seed)
        self.measured = measured

    async def attend(self, seconds: float) -> None:
        """Works for so long, and closes the tab."""
        try:
            async with asyncio.timeout(seconds):
                self.measured.opened.append(await self.tab.start())
                while True:
                    await self.lesson()
        except TimeoutError:
            pass
        finally:
            self.measured.errors += self.tab.errors
            self.measured.polls += self.tab.polls
            await self.tab.close()

    async def lesson(self) -> None:
        """Choose, change, train, watch, look inside, evaluate, draw, and a page of the path."""
        tab = self.tab
        if not tab.has("Epochs", "number_input"):
            await self.click(tab.turn_to(""))
        await self.click(tab.trigger(EXPERIMENT_KEY, "chosen", self.rng.choice(PRESETS)))
        for _ in range(self.rng.randint(0, 2)):
            await self.change()
        trained = await self.train()
        if trained:
            await self.look_inside()
            await self.evaluate()
        await self.draw()
        await self.path()

    async def change(self) -> None:
        """Moves one setting."""
        tab = self.tab
        match self.rng.randrange(3):
            case 0:
                await self.click(tab.slide("Learning rate", self.rng.uniform(0.4, 0.7)))
            case 1:
                await self.seed(self.rng.randrange(5))
            case 2:
                await self.click(tab.set_number("Batch size", self.rng.choice((8, 16, 32))))

    async def seed(self, number: int) -> None:
        """Changes the seed, which is folded away."""
        await self.click(self.tab.fold("More options", True))
        await self.click(self.tab.set_number("Random seed", number))
        await self.click(self.tab.fold("More options", False))

    async def train(self) -> bool:
        """Trains and watches; whether it has ended."""
        tab = self.tab
        if not tab.has("Train"):  # the one from before still runs
            if tab.has("Stop"):
                await self.click(tab.press("Stop"))
            await tab.until(lambda _: tab.has("Train"), PATIENCE)
            if not tab.has("Train"):
                return False
        asked = time.monotonic()
        drawn = await self.click(tab.press("Train"), think=False)
        self.measured.trainings += 1
        begun = await tab.until(_has_core, PATIENCE)
        if begun is None:
            self.measured.unserved += 1
            if tab.has("Stop"):
                await self.click(tab.press("Stop"))
            return False
        self.measured.cores.append(drawn + begun)
        core = time.monotonic()
        await tab.until(is_over, self.rng.uniform(*WATCHED))
        in_time = is_over(tab.text)
        if not in_time and tab.has("Stop"):
            await self.click(tab.press("Stop"))
        over = in_time or await tab.until(is_over, PATIENCE) is not None
        self.measured.spans.append((asked, core, time.monotonic()))
        if in_time:
            await self.think()
        return over

    async def look_inside(self) -> None:
        """Opens Look inside and some of its parts."""
        tab, took = self.tab, self.measured.inside
        await self.click(tab.turn_to("look_inside"), took)
        for part in self.rng.sample(tab.choices("What to look at"), 2) if tab.has(*PARTS) else ():
            await self.click(tab.select("What to look at", part), took)
        if tab.has("Random"):
            await self.click(tab.press("Random"), took)

    async def evaluate(self) -> None:
        """Opens Evaluate and another part of it."""
        tab, took = self.tab, self.measured.evaluate
        await self.click(tab.turn_to("evaluate"), took)
        if tab.has(*PARTS):
            await self.click(tab.select("What to look at", self.rng.choice(tab.choices("What to look at")[1:])), took)

    async def draw(self) -> None:
        """Draws a digit, stroke by stroke."""
        await self.click(self.tab.turn_to("draw"))
        digit = self.rng.randrange(10)
        drawing = canvas_data(next(strokes for label, strokes in examples.drawings(1) if label == digit))
        for count in range(1, len(drawing["objects"]) + 1):
            so_far = {**drawing, "objects": drawing["objects"][:count]}
            await self.click(self.tab.tell("streamlit-drawable-canvas", {"drawing": {"raw": so_far}}))

    async def path(self) -> None:
        """Opens a page of the path and moves its sliders."""
        page, _ = self.rng.choice(SLIDERS)
        await self.click(self.tab.turn_to(page))
        for _ in range(3):
            await self.click(self.tab.slide(self.rng.choice(SLIDERS)[1], self.rng.random()))

    async def click(self, what: Awaitable[float], took: list[float] | None = None, *, think: bool = True) -> float:
        """Does it, notes how long it took, and thinks."""
        seconds = await what
        (self.measured.clicks if took is None else took).append(seconds)
        if think:
            await self.think()
        return seconds

    async def think(self) -> None:
        await asyncio.sleep(self.rng.uniform(*THINK))


def _has_core(text: str) -> bool:
    return not any(words in text for words in (*WAITING, "Press Train", "The engine loads TensorFlow"))


def is_over(text: str) -> bool:
    """Whether a page says that a training has ended."""
    return any(words in text for words in ENDED)


def percentile(seconds: list[float], share: float) -> float:
    """Seconds that such a share stays within; NaN of none."""
    return float(np.percentile(seconds, 100 * share)) if seconds else float("nan")
