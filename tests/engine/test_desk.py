"""What the inspector says, without starting its process."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from multiprocessing import Pipe
from typing import Any

import pytest

from nnplay.engine import desk
from nnplay.engine.protocol import Answer, Ask, Ready
from nnplay.errors import DataError, EngineError


def leave(code: int) -> None:
    """In the place of `os._exit`, which would end the test."""
    raise SystemExit(code)


def answer_to(function: str, **arguments: Any) -> Answer:
    def double(value: float) -> float:
        return 2 * value

    def miss() -> None:
        raise DataError("The file is gone.")

    def divide() -> float:
        return 1 / 0

    functions: dict[str, Callable[..., Any]] = {
        "double": double,
        "miss": miss,
        "divide": divide,
        "unsendable": lambda: lambda: None,
    }
    return pickle.loads(desk.pickled(desk.answer(Ask(3, function, arguments), functions)))


def test_an_answer_carries_what_the_function_returned() -> None:
    assert answer_to("double", value=4) == Answer(3, 8)


def test_an_error_made_for_students_is_passed_on_as_it_is() -> None:
    answer = answer_to("miss")
    assert isinstance(answer.error, DataError)
    assert answer.error.message == "The file is gone."


@pytest.mark.parametrize(
    ("function", "arguments", "sentence"),
    [
        ("triple", {}, "no function 'triple'. It has: divide, double, miss, unsendable."),
        ("divide", {}, "ZeroDivisionError: division by zero"),
        ("double", {"number": 1}, "TypeError"),
        ("unsendable", {}, "Looking into the network failed"),
    ],
)
def test_every_other_error_becomes_an_engine_error(
    function: str, arguments: dict[str, Any], sentence: str, capsys: pytest.CaptureFixture
) -> None:
    answer = answer_to(function, **arguments)
    assert isinstance(answer.error, EngineError)
    assert sentence in answer.error.message


def test_an_answer_that_takes_too_much_memory_is_refused_with_a_sentence_and_the_process_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desk.os, "_exit", leave)
    monkeypatch.setattr(desk, "WATCH_SECONDS", 0.0)
    used = 1_000
    monkeypatch.setattr(desk, "memory_in_use", lambda: used)
    ours, theirs = Pipe()
    here = desk.Desk(theirs, 500_000_000)
    here._ask = Ask(7, "projection", {})
    used += 500_000_001
    with pytest.raises(SystemExit):
        here._watch()
    told = ours.recv()
    assert (told.request, told.last) == (7, True)
    assert isinstance(told.error, EngineError)
    assert told.error.message.startswith("This answer needed more than 500 MB of memory")
    assert not ours.poll()


def test_an_inspector_that_keeps_much_begins_anew_after_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.os, "_exit", leave)
    monkeypatch.setattr(desk, "WATCH_SECONDS", 1000.0)
    used = 0
    monkeypatch.setattr(desk, "memory_in_use", lambda: used)

    def grow(to: int) -> int:
        nonlocal used
        used = to
        return to

    ours, theirs = Pipe()
    here = desk.Desk(theirs, 1_000)
    for number, to in enumerate((750, 751)):
        ours.send(Ask(number, "grow", {"to": to}))
    with pytest.raises(SystemExit):
        here.serve({"grow": grow})
    assert [ours.recv(), ours.recv(), ours.recv()] == [Ready(), Answer(0, 750), Answer(1, 751, last=True)]
