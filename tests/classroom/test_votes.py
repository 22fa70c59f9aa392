"""Votes: what may be asked, how answers are counted, who sees them, and what came out by the class's runs."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from nnplay.catalogue import SPECS
from nnplay.classroom.stored_votes import Question
from nnplay.classroom.votes import (
    READY,
    DecidingRun,
    VoteDecision,
    about_setting,
    decide,
    decision_of,
    may_see,
    question_of,
    tally,
    verdict,
)
from nnplay.errors import ClassroomError
from nnplay.spec_path import with_value

ASKED = Question("Which one?", ("Left", "Right", "None"))


def test_answers_are_counted_per_option() -> None:
    found = tally(replace(ASKED, answer=1), {0: 1, 1: 3, 7: 5})
    assert [(one.option, one.count, one.share, one.came_out) for one in found] == [
        ("Left", 1, 0.25, False),
        ("Right", 3, 0.75, True),
        ("None", 0, 0.0, False),
    ]
    assert [one.share for one in tally(ASKED, {})] == [0, 0, 0]


def test_a_student_sees_the_class_only_after_voting_and_when_the_vote_is_closed() -> None:
    closed = replace(ASKED, closed=True)
    assert [may_see(ASKED, None), may_see(ASKED, 0), may_see(closed, None), may_see(closed, 0)] == [
        False, False, False, True,
    ]  # fmt: skip


def test_the_verdict_says_how_many_predicted_what_came_out() -> None:
    assert verdict(ASKED, {0: 2}) == ""
    assert verdict(replace(ASKED, answer=1), {0: 2, 1: 3}) == "What came out: Right. 3 of 5 predicted it."
    assert verdict(replace(ASKED, answer=1), {}) == "What came out: Right. Nobody voted."


@pytest.mark.parametrize(
    ("text", "answers", "problem"),
    [
        ("", "a\nb", "Write the question"),
        ("x" * 161, "a\nb", "161 characters"),
        ("Which?", "a", "Here there are 1"),
        ("Which?", "a\nb\nc\nd\ne\nf\ng", "Here there are 7"),
        ("Which?", f"a\n{'b' * 51}", "longer than 50"),
        ("Which?", "Yes\n yes ", "the same"),
    ],
)
def test_a_question_that_cannot_be_read_on_a_wall_is_refused(text: str, answers: str, problem: str) -> None:
    with pytest.raises(ClassroomError, match=problem):
        question_of(text, answers)


def test_a_question_is_read_from_what_a_teacher_writes() -> None:
    assert question_of("  Which\none? ", "Left\n\n Right ") == Question("Which one?", ("Left", "Right"))


def run(rate: float, result: float, *, units: int = 4, solved: bool = False) -> DecidingRun:
    spec = with_value(SPECS["spiral"], "training.optimizer.learning_rate", rate)
    return DecidingRun(with_value(spec, "layers.0.units", units), result, solved)


RATES = about_setting("Which rate wins?", "training.optimizer.learning_rate", (0.3, 0.03, 0.003), "best")
NEURONS = about_setting("How many?", "layers.0.units", (1, 2, 4, 8), "fewest")


def test_the_setting_with_the_best_result_of_the_class_wins() -> None:
    runs = [run(0.3, 0.7), run(0.03, 0.8), run(0.03, 0.95), run(0.003, 0.9), run(0.5, 1.0), run(0.3, math.nan)]
    place, said = decide(RATES, runs, metric="accuracy")
    assert place == 1
    assert said == "The best result of the class, accuracy 95.0%, came with learning rate 0.03."
    assert decide(RATES, runs, metric="loss")[0] == 0


def test_runs_that_do_not_tell_leave_the_answer_open() -> None:
    for runs, said in (
        ([run(0.3, 0.7), run(0.3, 0.8)], "at least two"),
        ([run(0.3, 0.7), run(0.03, 0.7)], "the same result"),
        ([], "at least two"),
    ):
        place, why = decide(RATES, runs, metric="accuracy")
        assert place is None
        assert said in why
    assert decide(NEURONS, [run(0.3, 0.9, units=4)], metric="accuracy")[0] is None


def test_the_fewest_neurons_with_which_somebody_met_all_checks() -> None:
    runs = [run(0.3, 1, units=8, solved=True), run(0.3, 1, units=4, solved=True), run(0.3, 1, units=2)]
    place, said = decide(NEURONS, runs, metric="accuracy")
    assert place == 2
    assert said == "Neurons in the first layer: with 4, somebody met all goals; with fewer, nobody did."
    assert "nobody" not in decide(NEURONS, runs[:1], metric="accuracy")[1]


def test_a_network_without_that_setting_does_not_count() -> None:
    assert decide(NEURONS, [DecidingRun(SPECS["line"], 1.0, True)], metric="accuracy")[0] is None


def test_how_runs_decide_goes_with_the_question() -> None:
    assert decision_of(RATES) == VoteDecision("best", "training.optimizer.learning_rate", (0.3, 0.03, 0.003))
    for about in ("", "[1]", "null", '{"rule": "oracle", "setting": "x", "values": [1, 2, 3]}', '{"rule": "best"}'):
        assert decision_of(replace(RATES, about=about)) is None
    assert decision_of(replace(RATES, options=("one", "two"))) is None
    with pytest.raises(ClassroomError, match="Say yourself"):
        decide(ASKED, [], metric="accuracy")


def test_the_ready_questions_can_be_asked() -> None:
    for one in READY:
        assert question_of(one.text, "\n".join(one.options)).options == one.options
