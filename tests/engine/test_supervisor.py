"""The supervisor, driven by hand: its processes are pipes that the test holds the other end of."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, cast

import pytest

from nnplay.engine import job, questions
from nnplay.engine.protocol import (
    Alive,
    Answer,
    Ask,
    Beat,
    Cancel,
    Command,
    Ended,
    Events,
    Heard,
    Kill,
    Ready,
    Start,
    Stop,
)
from nnplay.engine.supervisor import MAX_PROCESSES_PER_CORE, Supervisor
from nnplay.engine.workers import MAX_COMMANDS, Worker
from nnplay.errors import EngineError
from nnplay.training.events import BatchEnd, Failed, Finished, Paused, Queued, Resumed, Testing
from tests.waiting import SECONDS, eventually


class FakeProcess:
    """A process whose life is a pipe: killed, it closes its end."""

    def __init__(self, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        self.target, self.start = target, cast(Start, arguments[0] if arguments else None)
        self.ours, self.pipe = Pipe()
        self.exitcode: int | None = None
        self.joined = threading.Event()

    def kill(self) -> None:
        self.end(-9)

    def end(self, code: int = 0) -> None:
        if self.exitcode is None:
            self.exitcode = code
            self.pipe.close()

    def join(self, timeout: float | None = None) -> None:
        self.joined.set()

    def is_alive(self) -> bool:
        return self.exitcode is None

    def close(self) -> None:
        pass

    def hear(self) -> Any:
        assert self.pipe.poll(SECONDS), "nothing was sent to this process"
        return self.pipe.recv()


class Stage:
    """A supervisor in a thread, the server's end of its connection, and the processes that it starts."""

    def __init__(self, cores: int = 2, inspectors: int = 1) -> None:
        self.server, theirs = Pipe()
        self.processes: list[FakeProcess] = []
        self.refuse: Exception | None = None
        self.error: Exception | None = None
        self.supervisor = Supervisor(theirs, cores, self.start, inspectors)
        self.theirs: Connection = theirs
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        try:
            self.supervisor.run()
        except Exception as error:
            self.error = error
        self.theirs.close()

    def start(self, target: Callable[..., None], *arguments: Any) -> Worker:
        if self.refuse:
            raise self.refuse
        process = FakeProcess(target, arguments)
        self.processes.append(process)
        return Worker(process, process.ours)  # type: ignore[arg-type]

    def made_ready(self) -> Stage:
        self.inspector().pipe.send(Ready())
        assert self.hear() == Ready()
        return self

    def inspector(self, number: int = 1) -> FakeProcess:
        return self.process(lambda process: process.target is job.inspect, number)

    def training(self, number: int = 1) -> FakeProcess:
        return self.process(lambda process: process.target is job.train, number)

    def process(self, fits: Callable[[FakeProcess], bool], number: int) -> FakeProcess:
        assert eventually(lambda: len([each for each in self.processes if fits(each)]) >= number, SECONDS)
        return [each for each in self.processes if fits(each)][number - 1]

    def hear(self) -> Any:
        """What the server is told next, beside signs of life."""
        while (message := self.hear_all()) == Alive():
            pass
        return message

    def hear_all(self) -> Any:
        assert self.server.poll(SECONDS), "the server was told nothing"
        return self.server.recv()

    def say(self, *messages: Any) -> None:
        for message in messages:
            self.server.send(message)

    def train(self, *names: str) -> None:
        self.say(*(Start(name, "{}", name) for name in names))

    def settle(self) -> None:
        """Returns when all messages so far have been obeyed and nothing was told to the server meanwhile."""
        self.say(Start("marker", "{}", ""), Stop("marker"))
        assert isinstance(self.hear().events[0], Queued), "the cores must be busy"
        assert isinstance(self.hear().events[0], Finished)
        assert self.hear() == Ended("marker", 0)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.server.close()
    stage.thread.join(SECONDS)
    assert not stage.thread.is_alive()


def finished(message: Any) -> str:
    assert isinstance(message, Events)
    assert isinstance(message.events[-1], Finished)
    return message.job


# Trainings --------------------------------------------------------------------------------------


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


def test_a_training_can_be_asked_to_stop_its_test_too(stage: Stage) -> None:
    stage.made_ready().train("a", "b")
    process = stage.training()
    stage.training(2)
    stage.say(Stop("a"), Stop("a"))
    stage.settle()
    assert process.hear() == Stop("a")
    process.pipe.send([Testing()])
    assert stage.hear() == Events("a", [Testing()])
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


# Questions --------------------------------------------------------------------------------------


def test_questions_are_asked_one_after_the_other(stage: Stage) -> None:
    stage.made_ready()
    inspector = stage.inspector()
    stage.say(Ask(1, "f", {}), Ask(2, "f", {}))
    assert inspector.hear().request == 1
    stage.train("a", "b")
    stage.settle()
    assert not inspector.pipe.poll()
    inspector.pipe.send(Answer(1, "one"))
    assert stage.hear() == Answer(1, "one")
    assert inspector.hear().request == 2


def test_large_questions_and_answers_do_not_lock_each_other(stage: Stage) -> None:
    stage.made_ready()
    inspector = stage.inspector()
    large = b"x" * 5_000_000

    def answer() -> None:
        for _ in range(4):
            ask = inspector.pipe.recv()
            inspector.pipe.send(Answer(ask.request, ask.arguments["value"]))

    threading.Thread(target=answer, daemon=True).start()
    asking = threading.Thread(target=lambda: stage.say(*(Ask(n, "f", {"value": large}) for n in range(4))), daemon=True)
    asking.start()
    assert [stage.hear().request for _ in range(4)] == [0, 1, 2, 3]


def test_a_dying_inspector_answers_with_an_error_and_a_new_one_takes_the_rest(stage: Stage) -> None:
    stage.made_ready()
    stage.say(Ask(1, "f", {}), Ask(2, "f", {}))
    assert stage.inspector().hear().request == 1
    stage.inspector().kill()
    told = stage.hear()
    assert told.request == 1
    assert isinstance(told.error, EngineError)
    second = stage.inspector(2)
    second.pipe.send(Ready())
    assert second.hear().request == 2


def test_an_inspector_that_dies_unasked_is_missed_by_nobody(stage: Stage) -> None:
    stage.made_ready()
    stage.inspector().kill()
    assert stage.inspector().joined.wait(SECONDS)
    stage.say(Ask(1, "f", {}))
    second = stage.inspector(2)
    second.pipe.send(Ready())
    assert second.hear().request == 1
    second.pipe.send(Answer(1, "one"))
    assert stage.hear() == Answer(1, "one")


def test_an_inspector_that_cannot_start_again_fails_the_question_instead_of_being_started_for_ever(
    stage: Stage,
) -> None:
    stage.made_ready()
    stage.inspector().kill()
    assert stage.inspector().joined.wait(SECONDS)
    stage.say(Ask(1, "f", {}))
    stage.inspector(2).end(1)
    assert isinstance(stage.hear().error, EngineError)
    stage.refuse = OSError("no memory")
    stage.say(Ask(2, "f", {}))
    assert isinstance(stage.hear().error, EngineError)
    assert len(stage.processes) == 2


def test_a_question_that_nobody_waits_for_is_not_asked(stage: Stage) -> None:
    stage.made_ready()
    stage.say(Ask(1, "f", {}), Ask(2, "f", {}), Ask(3, "f", {}), Cancel(2))
    stage.train("a", "b")
    stage.settle()
    inspector = stage.inspector()
    assert inspector.hear().request == 1
    inspector.pipe.send(Answer(1))
    assert inspector.hear().request == 3


def test_an_inspector_that_hangs_is_replaced_when_its_question_is_cancelled(stage: Stage) -> None:
    stage.made_ready()
    stage.say(Ask(1, "f", {}))
    assert stage.inspector().hear().request == 1
    stage.say(Cancel(1), Ask(2, "f", {}))
    assert stage.hear().request == 1  # an error that nobody waits for
    stage.inspector(2).pipe.send(Ready())
    assert stage.inspector(2).hear().request == 2


@pytest.fixture
def two_inspectors() -> Iterator[Stage]:
    stage = Stage(inspectors=2)
    yield stage
    stage.server.close()
    stage.thread.join(SECONDS)
    assert not stage.thread.is_alive()


def test_a_heavy_question_does_not_hold_up_the_others(two_inspectors: Stage) -> None:
    stage = two_inspectors.made_ready()
    stage.say(*(Ask(number, "f", {}) for number in (1, 2, 3)))
    assert stage.inspector().hear().request == 1
    second = stage.inspector(2)
    second.pipe.send(Ready())
    for number in (2, 3):
        assert second.hear().request == number
        second.pipe.send(Answer(number, "light"))
        assert stage.hear() == Answer(number, "light")
    stage.say(Cancel(1), Ask(4, "f", {}), Ask(5, "f", {}))
    assert second.hear().request == 4  # it was left alone
    assert stage.hear().request == 1
    third = stage.inspector(3)
    third.pipe.send(Ready())
    assert third.hear().request == 5


def test_an_inspector_is_not_asked_any_more_after_its_last_answer(stage: Stage) -> None:
    stage.made_ready()
    first = stage.inspector()
    stage.say(Ask(1, "f", {}), Ask(2, "f", {}))
    assert first.hear().request == 1
    first.pipe.send(Answer(1, "one", last=True))
    assert stage.hear().value == "one"
    first.end()
    second = stage.inspector(2)
    second.pipe.send(Ready())
    assert second.hear().request == 2


def test_an_inspector_that_is_not_needed_any_more_gives_its_memory_back(
    two_inspectors: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = two_inspectors.made_ready()
    stage.say(Ask(1, "f", {}), Ask(2, "f", {}))
    first, second = stage.inspector(), stage.inspector(2)
    second.pipe.send(Ready())
    assert (first.hear().request, second.hear().request) == (1, 2)
    monkeypatch.setattr(questions, "IDLE_SECONDS", 0.0)
    for number, inspector in enumerate((first, second), 1):
        inspector.pipe.send(Answer(number))
        assert stage.hear() == Answer(number)
    assert second.joined.wait(SECONDS)
    stage.say(Ask(3, "f", {}))
    assert first.hear().request == 3
    assert not first.joined.is_set()


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
