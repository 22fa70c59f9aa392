"""The supervisor and its trainings, driven by hand."""

from __future__ import annotations

import os
import threading
from typing import Any

from nnplay.engine.memory import Budget
from nnplay.engine.protocol import (
    Alive,
    Beat,
    Cancel,
    Command,
    Ended,
    Events,
    Heard,
    Kill,
    Start,
    Stop,
)
from nnplay.engine.supervisor import MAX_PROCESSES_PER_CORE
from nnplay.engine.workers import MAX_COMMANDS
from nnplay.errors import EngineError
from nnplay.training import events
from nnplay.training.events import BatchEnd, Failed, Finished, Paused, Queued, Resumed
from tests.engine.stage import Stage
from tests.waiting import SECONDS


def finished(message: Any) -> str:
    assert isinstance(message, Events)
    assert isinstance(message.events[-1], Finished)
    return message.job


def test_trainings_sent_before_tensorflow_is_loaded_start_when_it_is(stage: Stage) -> None:
    stage.train("a", "b")
    stage.made_ready()
    assert [stage.training(number).start for number in (1, 2)] == [Start("a", "{}", "a"), Start("b", "{}", "b")]


def test_waiting_trainings_are_told_their_place_only_when_it_changes(stage: Stage) -> None:
    stage.made_ready().train("a", "b", "c", "d")
    assert stage.hear() == Events("c", [Queued(0)])
    assert stage.hear() == Events("d", [Queued(1)])
    stage.settle()
    stage.training(1).end()
    assert stage.hear() == Ended("a", 0)
    assert stage.hear() == Events("d", [Queued(0)])
    assert stage.training(3).start == Start("c", "{}", "c")


def test_a_training_that_is_stopped_in_the_queue_ends_and_the_others_move_up(stage: Stage) -> None:
    stage.made_ready().train("a", "b", "c", "d", "e")
    places = [stage.hear() for _ in range(3)]
    assert [place.events[0].ahead for place in places] == [0, 1, 2]
    stage.say(Stop("d"))
    assert finished(stage.hear()) == "d"
    assert stage.hear() == Ended("d", 0)
    assert stage.hear() == Events("e", [Queued(1)])


def test_a_killed_training_frees_its_core_and_its_exit_code_is_told(stage: Stage) -> None:
    stage.made_ready().train("a", "b", "c")
    assert stage.hear() == Events("c", [Queued(0)])
    stage.say(Kill("b"))
    assert stage.hear() == Ended("b", -9)
    assert stage.training(3).start == Start("c", "{}", "c")


def test_a_training_killed_in_the_middle_of_a_message_does_not_end_the_engine(stage: Stage) -> None:
    stage.made_ready().train("a")
    process = stage.training()
    # The length of a message of 100 bytes, and two of them.
    os.write(process.pipe.fileno(), b"\x00\x00\x00\x64ab")
    process.kill()
    assert stage.hear() == Ended("a", -9)
    stage.train("b")
    assert stage.training(2).start == Start("b", "{}", "b")


def test_events_are_passed_on_in_order_up_to_the_last_one(stage: Stage) -> None:
    stage.made_ready().train("a")
    process = stage.training()
    for batch in range(50):
        process.pipe.send([BatchEnd(1, batch)])
    process.end()
    told = [stage.hear() for _ in range(50)]
    assert [message.events[0].batch for message in told] == list(range(50))
    assert stage.hear() == Ended("a", 0)


def test_a_talkative_training_does_not_keep_another_from_being_heard(stage: Stage) -> None:
    stage.made_ready().train("flood", "quiet")
    flood, quiet = stage.training(1), stage.training(2)
    over = threading.Event()

    def talk() -> None:
        while not over.is_set():
            try:
                flood.pipe.send([BatchEnd(1, 1)] * 100)
            except OSError:
                return

    talker = threading.Thread(target=talk, daemon=True)
    talker.start()
    assert stage.hear().job == "flood"
    quiet.pipe.send([BatchEnd(7, 7)])
    heard = 0
    while stage.hear().job == "flood":
        heard += 1
    over.set()
    assert heard < 2000  # what lay in the pipes already
    flood.ours.close()


def test_a_training_that_does_not_listen_is_told_to_stop_only_once(stage: Stage) -> None:
    stage.made_ready().train("a", "b")
    process = stage.training()
    stage.training(2)
    # So many would fill the pipe, and the supervisor would wait for ever.
    insisting = threading.Thread(target=lambda: stage.say(*[Stop("a")] * 20_000), daemon=True)
    insisting.start()
    insisting.join(SECONDS)
    assert not insisting.is_alive()
    stage.settle()
    assert process.hear() == Stop("a")
    assert not process.pipe.poll()


def test_commands_are_given_one_after_the_other_as_they_are_heard(stage: Stage) -> None:
    stage.made_ready().train("a", "b")
    process, other = stage.training(), stage.training(2)
    stage.say(Command("a", "pause"), Command("a", "step", "batch"), Command("b", "pause"))
    assert process.hear() == Command("a", "pause")
    assert other.hear() == Command("b", "pause")
    stage.settle()
    assert not process.pipe.poll()
    process.pipe.send(Heard())
    assert process.hear() == Command("a", "step", "batch")


def test_a_training_that_does_not_listen_keeps_the_newest_commands_and_can_be_stopped(stage: Stage) -> None:
    stage.made_ready().train("a", "b")
    process = stage.training()
    stage.training(2)
    rates = [Command("a", "set_learning_rate", float(number)) for number in range(20_000)]
    insisting = threading.Thread(target=lambda: stage.say(*rates), daemon=True)
    insisting.start()
    insisting.join(SECONDS)
    assert not insisting.is_alive()
    stage.say(Stop("a"))
    stage.settle()
    assert [process.hear(), process.hear()] == [rates[0], Stop("a")]
    for rate in rates[-MAX_COMMANDS:]:
        assert not process.pipe.poll()
        process.pipe.send(Heard())
        assert process.hear() == rate


def test_what_a_waiting_training_is_told_it_hears_when_it_begins(stage: Stage) -> None:
    stage.made_ready().train("a", "b", "c")
    assert stage.hear() == Events("c", [Queued(0)])
    rates = [Command("c", "set_learning_rate", float(number)) for number in range(MAX_COMMANDS + 1)]
    stage.say(*rates)
    stage.settle()
    stage.training(1).end()
    process = stage.training(3)
    for rate in rates[1:]:
        assert process.hear() == rate
        process.pipe.send(Heard())
    assert not process.pipe.poll()


def test_a_paused_training_leaves_its_core_to_the_next_one_and_can_go_on_beside_it(stage: Stage) -> None:
    stage.made_ready().train("a", "b", "c", "d")
    assert [stage.hear().job, stage.hear().job] == ["c", "d"]
    stage.training(1).pipe.send([Paused(1, 0)])
    assert stage.hear() == Events("a", [Paused(1, 0)])
    assert stage.hear() == Events("d", [Queued(0)])
    assert stage.training(3).start.job == "c"
    stage.training(1).pipe.send([Resumed()])
    assert stage.hear() == Events("a", [Resumed()])
    stage.training(2).end()
    assert stage.hear() == Ended("b", 0)
    stage.settle()  # two are running: d still waits
    stage.training(3).end()
    assert stage.hear() == Ended("c", 0)
    assert stage.training(4).start.job == "d"


def test_there_is_a_bound_to_paused_trainings_too(stage: Stage) -> None:
    stage.made_ready()
    most = 2 * MAX_PROCESSES_PER_CORE
    for number in range(most):
        stage.train(f"{number}")
        stage.training(number + 1).pipe.send([Paused(1, 0)])
        assert stage.hear().events == [Paused(1, 0)]
    stage.train("one more")
    assert stage.hear() == Events("one more", [Queued(0)])


def test_where_memory_is_used_up_one_training_runs_and_the_others_wait_for_it() -> None:
    stage = Stage(budget=Budget(1000, 1, lambda root: {1: 990}))
    stage.made_ready()
    stage.train("a", "b")
    assert stage.hear() == Events("b", [Queued(0)])  # there are two cores
    stage.training().end()
    assert stage.hear() == Ended("a", 0)
    assert stage.training(2).start.job == "b"
    stage.server.close()
    stage.thread.join(SECONDS)


def test_a_training_can_be_asked_to_stop_its_test_too(stage: Stage) -> None:
    stage.made_ready().train("a", "b")
    process = stage.training()
    stage.training(2)
    stage.say(Stop("a"), Stop("a"))
    stage.settle()
    assert process.hear() == Stop("a")
    process.pipe.send([events.Testing()])
    assert stage.hear() == Events("a", [events.Testing()])
    stage.say(Stop("a"), Stop("a"))
    stage.settle()
    assert process.hear() == Stop("a")
    assert not process.pipe.poll()


def test_the_engine_says_that_it_lives_while_it_has_nothing_to_do(stage: Stage) -> None:
    stage.made_ready()
    assert [stage.hear_all(), stage.hear_all()] == [Alive(), Alive()]


def test_signs_of_life_are_passed_on_under_the_name_of_their_training(stage: Stage) -> None:
    stage.made_ready().train("a")
    stage.training().pipe.send(Beat("", 1.5))
    assert stage.hear() == Beat("a", 1.5)


def test_a_waiting_training_that_nobody_wants_any_more_ends_with_that_reason(stage: Stage) -> None:
    stage.made_ready().train("a", "b", "c")
    assert stage.hear() == Events("c", [Queued(0)])
    stage.say(Stop("c", "abandoned"))
    assert stage.hear().events[0].reason == "abandoned"
    assert stage.hear() == Ended("c", 0)


def test_stopping_or_killing_an_unknown_training_does_nothing(stage: Stage) -> None:
    stage.made_ready().train("a", "b")
    stage.say(Stop("x"), Kill("x"), Command("x", "pause"), Cancel(99))
    stage.settle()


def test_a_training_whose_process_cannot_be_started_fails_and_the_next_one_works(stage: Stage) -> None:
    stage.made_ready()
    stage.refuse = OSError("Resource temporarily unavailable")
    stage.train("a")
    failed = stage.hear()
    assert failed.job == "a"
    assert isinstance(failed.events[0], Failed)
    assert "Resource temporarily unavailable" in failed.events[0].message
    assert stage.hear() == Ended("a", 0)
    stage.refuse = None
    stage.train("b")
    assert stage.training().start == Start("b", "{}", "b")


# The end ----------------------------------------------------------------------------------------


def test_the_engine_ends_with_its_server_and_takes_its_processes_along(stage: Stage) -> None:
    stage.made_ready().train("a")
    training = stage.training()
    stage.server.close()
    stage.thread.join(SECONDS)
    assert not stage.thread.is_alive()
    assert stage.error is None
    assert training.exitcode == stage.inspector().exitcode == -9


def test_an_engine_without_tensorflow_ends_with_a_reason(stage: Stage) -> None:
    stage.train("a")
    stage.inspector().end(1)
    stage.thread.join(SECONDS)
    assert isinstance(stage.error, EngineError)
    assert "TensorFlow" in stage.error.message
