"""Guessing class codes is slow, and nobody is locked out by somebody else who guesses."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nnplay.classroom.guessing import FORGOTTEN, FREE, LONGEST_TURN, LONGEST_WAIT, MANY, TURN, Guesses
from nnplay.errors import ClassroomError


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def try_wrong(guesses: Guesses, who: str) -> None:
    guesses.check(who)
    guesses.wrong(who)


def test_a_session_waits_longer_after_each_wrong_code() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    for _ in range(FREE):
        try_wrong(guesses, "one")
    waits = []
    for _ in range(9):
        with pytest.raises(ClassroomError, match="Too many wrong codes"):
            guesses.check("one")
        guesses.check("another")
        began = clock.now
        while True:
            clock.now += 1.0
            try:
                guesses.check("one")
            except ClassroomError:
                continue
            break
        waits.append(clock.now - began)
        guesses.wrong("one")
    assert waits == [2, 4, 8, 16, 32, 64, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    clock.now += FORGOTTEN + 1
    for _ in range(FREE - 1):
        try_wrong(guesses, "one")
    guesses.check("one")


def test_many_sessions_that_guess_wait_for_turns_and_a_class_still_gets_in() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    for number in range(MANY):
        try_wrong(guesses, f"attacker {number}")
    students = [f"student {number}" for number in range(30)]
    first = []
    guesses.check(students[0])  # the first turn
    for student in students[1:]:
        with pytest.raises(ClassroomError, match="wait for a turn"):
            guesses.check(student)
    came = {students[0]: 0.0}
    while len(came) < len(students):
        clock.now += TURN
        for student in students:
            if student not in came:
                try:
                    guesses.check(student)
                except ClassroomError:
                    continue
                came[student] = clock.now - 1000.0
        first.append(len(came))
    assert max(came.values()) <= 30 * TURN + TURN
    assert max(b - a for a, b in pairwise(first)) <= 2
    for number in range(1000):
        with pytest.raises(ClassroomError):
            guesses.check(f"attacker {MANY + number}")
    with pytest.raises(ClassroomError, match="turn"):
        guesses.check("late student")
    clock.now += LONGEST_TURN
    guesses.check("late student")
