"""Trainings that wait on the disk, as the supervisor knows them."""

from __future__ import annotations

from typing import Any

import pytest

from nnplay.engine import supervisor
from nnplay.engine.protocol import (
    Command,
    Ended,
    Events,
    Heard,
    Kill,
    SetAside,
    Start,
    Stop,
    Suspend,
)
from nnplay.engine.supervisor import MAX_PROCESSES_PER_CORE
from nnplay.training.events import Paused, Queued, Suspended
from tests.engine.stage import FakeProcess, Stage


def told(stage: Stage, count: int) -> list[Any]:
    return [stage.hear() for _ in range(count)]


def suspended(stage: Stage, name: str, process: FakeProcess, *, paused: bool = False) -> None:
    """Lets a training leave its process, as one does that waits on the disk."""
    if not paused:
        process.pipe.send([Paused(2, 3)])
        assert stage.hear() == Events(name, [Paused(2, 3)])
    process.pipe.send([Suspended()])
    process.end()
    assert stage.hear() == Events(name, [Suspended()])


RESUMED = Start("a", "{}", "a", resumed=True)


def test_a_training_that_waits_on_the_disk_is_taken_up_by_a_wish_of_its_student(stage: Stage) -> None:
    stage.made_ready().train("a")
    suspended(stage, "a", stage.training())
    rate, step = Command("a", "set_learning_rate", 0.5), Command("a", "step", "batch")
    stage.say(rate)
    stage.train("b", "c")
    stage.training(3)
    stage.settle()  # another rate can wait
    stage.training(2).end()
    assert stage.hear() == Ended("b", 0)
    stage.say(step)
    process = stage.training(4)
    assert process.start == RESUMED
    assert process.hear() == rate
    process.pipe.send(Heard())
    assert process.hear() == step
    process.end()
    assert stage.hear() == Ended("a", 0)


def test_a_wish_that_its_process_did_not_hear_any_more_is_heard_by_the_next_one(stage: Stage) -> None:
    stage.made_ready().train("a", "b")
    process, _ = stage.training(), stage.training(2)
    process.pipe.send([Paused(2, 3)])
    assert stage.hear() == Events("a", [Paused(2, 3)])
    wishes = [Command("a", "step", "batch"), Command("a", "step", "epoch")]
    stage.say(*wishes)
    assert process.hear() == wishes[0]
    suspended(stage, "a", process, paused=True)
    again = stage.training(3)
    assert again.start == RESUMED
    for wish in wishes:
        assert again.hear() == wish
        again.pipe.send(Heard())


def test_a_stop_that_its_process_did_not_hear_any_more_is_heard_by_the_next_one(stage: Stage) -> None:
    stage.made_ready().train("a")
    process = stage.training()
    process.pipe.send([Paused(2, 3)])
    assert stage.hear() == Events("a", [Paused(2, 3)])
    stage.say(Stop("a"))
    assert process.hear() == Stop("a")
    suspended(stage, "a", process, paused=True)
    assert stage.training(2).start == RESUMED
    assert stage.training(2).hear() == Stop("a")


def test_one_that_was_killed_while_it_left_its_process_is_gone(stage: Stage) -> None:
    stage.made_ready().train("a")
    process = stage.training()
    process.pipe.send([Paused(2, 3)])
    process.pipe.send([Suspended()])
    assert told(stage, 2) == [Events("a", [Paused(2, 3)]), Events("a", [Suspended()])]
    stage.say(Kill("a"))
    assert stage.hear() == Ended("a", -9)
    stage.say(Command("a", "resume"), Kill("a"))
    stage.train("b", "c")
    stage.training(3)
    stage.settle()


def test_one_that_waits_on_the_disk_can_be_stopped_or_ended_and_costs_nothing_where_nobody_looks(stage: Stage) -> None:
    stage.made_ready().train("a")
    suspended(stage, "a", stage.training())
    stage.say(Stop("a", "abandoned"))
    stage.train("b", "c")
    stage.training(3)
    stage.settle()
    stage.say(Stop("a"))
    assert stage.hear() == Events("a", [Queued(0)])
    stage.training(2).end()
    assert stage.hear() == Ended("b", 0)
    process = stage.training(4)
    assert process.start == RESUMED
    assert process.hear() == Stop("a")
    suspended(stage, "a", process)
    stage.training(3).end()
    assert stage.hear() == Ended("c", 0)
    assert stage.training(5).hear() == Stop("a")
    suspended(stage, "a", stage.training(5))
    stage.say(Kill("a"))


def test_who_leaves_the_queue_finds_the_training_paused_as_before(stage: Stage) -> None:
    stage.made_ready().train("a")
    suspended(stage, "a", stage.training())
    stage.train("b", "c", "d")
    assert stage.hear() == Events("d", [Queued(0)])
    stage.say(Command("a", "resume"))
    # A student who is in the middle of something comes first.
    assert told(stage, 2) == [Events("a", [Queued(0)]), Events("d", [Queued(1)])]
    stage.say(Stop("a"))
    assert told(stage, 2) == [Events("a", [Paused(2, 3)]), Events("d", [Queued(0)])]
    stage.settle_behind("d")
    stage.say(Command("a", "resume"), Kill("a"))
    assert told(stage, 4) == [
        Events("a", [Queued(0)]),
        Events("d", [Queued(1)]),
        Ended("a", -9),
        Events("d", [Queued(0)]),
    ]


def test_one_that_waits_since_an_earlier_engine_is_taken_up_too(stage: Stage) -> None:
    stage.made_ready().say(SetAside(RESUMED, Paused(2, 3)), Command("a", "resume"))
    assert stage.training().start == RESUMED
    assert stage.training().hear() == Command("a", "resume")


def test_where_no_process_can_be_started_it_still_waits_on_the_disk(stage: Stage) -> None:
    stage.made_ready().train("a")
    suspended(stage, "a", stage.training())
    stage.refuse = OSError("no memory")
    stage.say(Command("a", "resume"))
    assert stage.hear() == Events("a", [Paused(2, 3)])
    stage.refuse = None
    stage.say(Command("a", "resume"))
    assert stage.training(2).start == RESUMED


def test_the_one_that_has_paused_for_longest_makes_room_where_only_processes_are_in_the_way(stage: Stage) -> None:
    stage.made_ready()
    most = 2 * MAX_PROCESSES_PER_CORE
    names = [f"{number}" for number in range(most)]
    for place, name in enumerate(names, 1):
        stage.train(name)
        stage.training(place).pipe.send([Paused(1, 0)])
        assert stage.hear().events == [Paused(1, 0)]
    stage.train("one more")
    assert stage.hear() == Events("one more", [Queued(0)])
    assert stage.training(1).hear() == Suspend()
    stage.training(1).pipe.send([Paused(1, 0)])  # it cannot: the disk is full
    assert stage.hear() == Events("0", [Paused(1, 0)])
    assert stage.training(2).hear() == Suspend()
    suspended(stage, "1", stage.training(2), paused=True)
    assert stage.training(most + 1).start.job == "one more"
    assert not any(stage.training(place).pipe.poll() for place in range(3, most + 1))


def test_where_one_does_not_answer_the_next_one_is_asked_to_make_room(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LEAVE_SECONDS", 0.0)
    stage.made_ready()
    most = 2 * MAX_PROCESSES_PER_CORE
    for place in range(1, most + 1):
        stage.train(f"{place}")
        stage.training(place).pipe.send([Paused(1, 0)])
        assert stage.hear().events == [Paused(1, 0)]
    stage.train("one more")
    for place in range(1, most + 1):
        assert stage.training(place).hear() == Suspend()
