"""Questions about networks, and the inspectors that the supervisor gives them to."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from nnplay.engine import questions
from nnplay.engine.protocol import (
    Answer,
    Ask,
    Cancel,
    Ready,
)
from nnplay.errors import EngineError
from tests.engine.stage import Stage
from tests.waiting import SECONDS


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
