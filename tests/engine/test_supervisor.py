"""The supervisor, driven by hand: its processes are pipes that the test holds the other end of."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, cast

import pytest

from nnplay.engine import desk, job, questions, supervisor
from nnplay.engine.memory import Budget
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
    SetAside,
    Start,
    Stop,
    Suspend,
)
from nnplay.engine.supervisor import MAX_PROCESSES_PER_CORE, Supervisor
from nnplay.engine.workers import MAX_COMMANDS, Worker
from nnplay.errors import EngineError
from nnplay.training import events
from nnplay.training.events import BatchEnd, Failed, Finished, Paused, Queued, Resumed, Suspended
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

    def __init__(self, cores: int = 2, inspectors: int = 1, budget: Budget | None = None) -> None:
        self.server, theirs = Pipe()
        self.processes: list[FakeProcess] = []
        self.refuse: Exception | None = None
        self.error: Exception | None = None
        self.supervisor = Supervisor(theirs, cores, self.start, inspectors, budget)
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
        return self.process(lambda process: process.target is desk.inspect, number)

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

    def settle_behind(self, first: str) -> None:
        """As `settle`, where a training waits in the queue already."""
        self.say(Start("marker", "{}", ""), Stop("marker"))
        assert self.hear() == Events("marker", [Queued(1)]), first
        assert isinstance(self.hear().events[0], Finished)
        assert self.hear() == Ended("marker", 0)

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


def test_however_many_heavy_questions_there_are_one_inspector_answers_the_others(two_inspectors: Stage) -> None:
    stage = two_inspectors.made_ready()
    heavy = min(questions.HEAVY)
    stage.say(*(Ask(number, heavy, {}) for number in (1, 2)))
    assert stage.inspector().hear().request == 1
    stage.say(Ask(3, "predict", {}), Ask(4, "predict", {}))
    second = stage.inspector(2)
    second.pipe.send(Ready())
    for number in (3, 4):
        assert second.hear().request == number
        second.pipe.send(Answer(number))
        assert stage.hear() == Answer(number)
    stage.train("a", "b")
    stage.settle()
    assert not second.pipe.poll()  # the other heavy one waits
    stage.inspector().pipe.send(Answer(1))
    assert stage.hear() == Answer(1)
    assert stage.inspector().hear().request == 2


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
