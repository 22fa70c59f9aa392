"""Trainings that get ready before they are asked for: what they may take, and that Train only lets them go."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnplay.engine.client import Engine
from nnplay.engine.client.preparing import Asked, Wishes
from nnplay.engine.preparation import (
    LEAST_TO_BEGIN,
    LEAST_TO_STAY,
    LEFT_SECONDS,
    STILL_SECONDS,
    Preparations,
)
from nnplay.engine.protocol import Command, Prepare, Start
from nnplay.engine.workers import Worker
from nnplay.limits import HOSTED
from nnplay.training.events import Paused, Prepared, Started
from tests.engine.factories import TINY
from tests.engine.stage import FakeProcess
from tests.waiting import SECONDS, eventually


class Desk:
    """Preparations with a clock and a memory of the test's own."""

    def __init__(self) -> None:
        self.time, self.memory = 100.0, 1e10
        self.processes: list[FakeProcess] = []
        self.all = Preparations(self.start, lambda: self.memory, HOSTED, lambda: self.time)

    def start(self, target: Callable[..., None], *arguments: Any) -> Worker:
        process = FakeProcess(target, arguments)
        self.processes.append(process)
        return Worker(process, process.ours)  # type: ignore[arg-type]

    def wish(self, *names: str, folder: str = "", cores: int = 2, places: int = 4) -> None:
        """Wishes, and looks when they have been still for long enough."""
        for name in names:
            self.all.wish(Prepare(Start(name, "{}", folder)))
        self.look(cores, places)
        self.time += STILL_SECONDS
        for _ in names:
            self.look(cores, places)

    def look(self, cores: int = 2, places: int = 4) -> None:
        self.all.look(cores, places)

    def done(self, name: str) -> None:
        """A process says that it is ready."""
        process = next(each for each in self.processes if each.start.job == name and each.exitcode is None)
        process.pipe.send([Started(), Prepared(1, 1, {}, 2), Paused(1, 0)])
        self.all.hear(name)

    @property
    def names(self) -> list[str]:
        return list(self.all.prepared)


def test_a_wish_is_fulfilled_when_its_experiment_has_been_still_and_changed_ones_are_dropped(tmp_path: Path) -> None:
    desk = Desk()
    desk.all.wish(Prepare(Start("a", "{}", "")))
    assert desk.all.seconds_to_wait(60) == pytest.approx(STILL_SECONDS)
    desk.time += STILL_SECONDS - 0.01
    desk.look()
    assert desk.names == []
    desk.all.drop("a")
    folders = [tmp_path / "b", tmp_path / "run"]
    for name, folder in zip(("b", "c"), folders, strict=True):
        folder.mkdir()
        desk.wish(name, folder=str(folder))
        assert desk.names == [name]
        assert desk.processes[-1].start.prepared
        desk.all.drop(name)
        assert desk.names == []
        assert desk.processes[-1].exitcode == -9
    assert [folder.exists() for folder in folders] == [False, True]  # its own one, and one that is not


def test_taken_it_is_told_to_begin_and_has_told_all_but_that_it_waited() -> None:
    desk = Desk()
    desk.wish("a")
    desk.done("a")
    found = desk.all.take(Start("a", "{}", ""))
    assert found
    assert found.events == [Started(), Prepared(1, 1, {}, 2)]
    assert list(found.worker.commands) == [Command("a", "begin", False)]
    assert desk.all.take(Start("a", "{}", "")) is None
    desk.wish("b")
    desk.done("b")
    stepped = desk.all.take(Start("b", "{}", "", paused=True))
    assert stepped
    assert stepped.events[-1] == Paused(1, 0)
    assert list(stepped.worker.commands) == [Command("b", "begin", True)]


def test_one_that_has_died_is_not_handed_over() -> None:
    desk = Desk()
    desk.wish("a")
    desk.processes[0].end(-9)
    assert desk.all.take(Start("a", "{}", "")) is None


def test_no_more_than_allowed_are_prepared_and_none_where_cores_are_busy() -> None:
    desk = Desk()
    desk.wish("a", cores=0)
    assert desk.names == []
    desk.wish("b", "c", cores=1)
    assert desk.names == ["a"]  # one core, one that gets ready
    desk.done("a")
    desk.look(cores=1)
    desk.look(cores=1)
    assert desk.names == ["a", "b"]
    desk.done("b")
    desk.look()
    assert desk.names == ["a", "b"]  # hosted at most two
    desk.time += HOSTED.prepared_seconds
    desk.look()
    assert desk.names == []  # nobody wanted them any more


def test_one_that_was_left_makes_room_for_another_wish() -> None:
    desk = Desk()
    for name in ("a", "b"):  # as many as may be
        desk.wish(name)
        desk.done(name)
    desk.time += LEFT_SECONDS - 3 * STILL_SECONDS
    desk.all.wish(Prepare(Start("a", "{}", "")))  # its page was drawn again
    desk.wish("c")
    assert desk.names == ["a", "b"]
    desk.time += STILL_SECONDS
    desk.look()
    assert desk.names == ["a", "c"]


def test_they_go_at_once_where_a_training_needs_their_core_or_their_place() -> None:
    desk = Desk()
    desk.wish("a", "b")
    desk.done("a")
    desk.look(cores=0)
    assert desk.names == ["a"]  # it is ready, and takes no core
    desk.look(cores=0, places=0)
    assert desk.names == []


def test_memory_must_be_free_for_one_to_begin_and_to_stay() -> None:
    desk = Desk()
    desk.memory = LEAST_TO_BEGIN - 1
    desk.wish("a")
    assert desk.names == []
    desk.memory = LEAST_TO_BEGIN
    desk.look()
    assert desk.names == ["a"]
    desk.memory = LEAST_TO_STAY - 1
    desk.look()
    assert desk.names == []


def test_of_many_people_preparations_in_vain_cost_no_more_than_those_of_one() -> None:
    desk = Desk()
    others = [f"other-{number}" for number in range(9)]
    for name in others:
        desk.all.wish(Prepare(Start(name, "{}", "")))
        desk.all.wishes.clear()
    desk.wish("mine")
    desk.time += 2.0
    desk.all.drop("mine")
    desk.wish("next")
    assert desk.names == []
    desk.time += 2.0 * len(others)
    desk.all.wish(Prepare(Start("next", "{}", "")))
    desk.look()
    assert desk.names == ["next"]


# The server's side ------------------------------------------------------------------------------


def test_each_session_has_one_wish_and_equal_ones_are_one() -> None:
    wishes = Wishes()
    first, gone = wishes.put("me", Asked("a"))
    same, _ = wishes.put("you", Asked("a"))
    assert (same, gone) == (first, "")
    _, gone = wishes.put("me", Asked("b"))
    assert gone == ""  # you want it still
    second, gone = wishes.put("you", Asked("c"))
    assert gone == first.job
    assert wishes.take(Asked("c")) == (second.job, True)
    name, wished = wishes.take(Asked("c"))
    assert name != second.job
    assert not wished
    run, _ = wishes.put("me", Asked("d", folder="runs/1"))
    assert wishes.drop_folder(Path("runs/1")) == [run.job]
    assert wishes.drop("me") == ""


@pytest.mark.thorough
def test_train_lets_a_prepared_training_go_and_it_counts_as_none_before(engine: Engine) -> None:
    plain = engine.train(TINY)
    assert plain.wait(SECONDS)
    assert eventually(lambda: not engine._jobs)
    engine.prepare("me", TINY)
    wish = engine._wishes._wishes["me"]
    # Its first checkpoint lies in its folder when it is ready.
    assert eventually(lambda: (engine.folder / wish.job / "checkpoints" / "000000.npy").is_file(), SECONDS)
    assert not engine._jobs
    job = engine.train(TINY)
    assert job.id == wish.job
    assert job.wait(SECONDS)
    assert job.history.status == "finished", job.history.message
    assert job.history.columns == plain.history.columns
    assert job.history.test_metrics == plain.history.test_metrics
    other = dataclasses.replace(TINY, seed=77)
    engine.prepare("me", other)
    folder = engine.folder / engine._wishes._wishes["me"].job
    assert eventually(folder.is_dir, SECONDS)
    engine.unprepare("me")
    assert eventually(lambda: not folder.exists(), SECONDS)
