"""A class in another language: what is kept, linked and sealed is the same, and what is shown is translated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nnplay import i18n
from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_file import ClassFiles
from nnplay.classroom.class_store import UNNAMED, ClassStore, Handed, wall_key
from nnplay.classroom.controls import CONTROLS
from nnplay.classroom.doubts import doubts
from nnplay.classroom.evidence import RunEvidence
from nnplay.classroom.printed import printed
from nnplay.classroom.ready import READY
from nnplay.classroom.shown_words import kept, shown
from nnplay.classroom.standing import standing_table, standings
from nnplay.classroom.stored_votes import Question
from nnplay.classroom.votes import READY as QUESTIONS
from nnplay.classroom.votes import decide_by_results, in_words, tally, verdict
from nnplay.classroom.wall import summarize
from nnplay.i18n import using
from nnplay.ui.classroom import standing_panel, wall_html
from tests.classroom.factories import SPIRAL, made_result, run_of, task
from tests.shouting import Shouting, small_words


@pytest.fixture(autouse=True)
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    """German shouts in English."""
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())


@pytest.fixture
def store(tmp_path: Path) -> ClassStore:
    """An empty server."""
    return ClassStore(tmp_path / "classes.sqlite3")


def test_an_assignment_is_the_same_in_all_languages() -> None:
    for one in READY.values():
        made = one.assignment
        before = made.id, made.to_link(), made.to_json(), made.start_for("Ada")
        with using("de"):
            again = Assignment.from_link(made.to_link())
            assert (again.id, again.to_link(), again.to_json(), again.start_for("Ada")) == before
            assert not small_words(shown(again.title))
            assert all(shown(hint.text) != hint.text for hint in again.hints)


def test_a_teachers_own_words_stay_as_they_are() -> None:
    ready = READY["race"].assignment
    with using("de"):
        assert shown("Hint") == "Hint"  # a text of the pages, but not of a ready assignment
        assert kept(shown(ready.title), ready.title) == ready.title
        assert kept("Schneller", ready.title) == shown("Schneller") == "Schneller"
        own = Question("Which batch size?", ("It gets better", "No"))
        assert in_words(own) == own


def test_goals_and_what_is_found_are_told_in_the_language_at_hand() -> None:
    made = READY["overfitting"].assignment
    evidence = RunEvidence.of(run_of(made.start, accuracy=0.75), explanation="one word")
    with using("de"):
        outcomes = made.outcomes(evidence)
        said = [words for one in outcomes for words in (one.check.sentence, one.sentence)]
        assert said
        assert not [words for words in said if small_words(words)]
        assert not [one.name for one in CONTROLS.values() if small_words(f"{one.title} {one.covers}")]
    assert CONTROLS["data_page"].title == "Page: Data"


def test_a_class_is_kept_in_english_and_works_in_another_language(store: ClassStore) -> None:
    made = READY["depth"].assignment
    with using("de"):
        classroom, secret = store.create("", made)
        ada = store.join(classroom.code, "Ada")
        result = made_result(assignment=made.id, notes=("base",))
        store.hand_in(ada.code, ada.token, result, [0.5, 0.9])
        question = store.ask(classroom.code, secret, QUESTIONS[3])
        store.vote(ada.code, ada.token, question.id, 0)
        (mine,) = store.own_results(ada.code, ada.token)
        (handed,) = store.results(classroom.code, secret)
        assert mine == handed
        found = standings([handed], store.members(classroom.code, secret), doubts([handed]))
        assert not small_words(" ".join(found[0].marks))
        told = json.loads(store.export_student(ada.code, ada.token))
        assert told["votes"][0]["option"] == 0
        there = ClassFiles(store.path.with_name("other.sqlite3"))
        there.import_class(store.export(classroom.code, secret))
    assert classroom.title == UNNAMED == "My class"
    assert Assignment.from_json(classroom.assignment) == made
    assert question.text == QUESTIONS[3].text
    assert list(standing_table(found, ["a goal"]))[:3] == ["name", "a goal", "test accuracy"]


def test_a_table_is_downloaded_in_english_and_shown_in_the_language_at_hand() -> None:
    made = READY["depth"].assignment
    handed = [Handed(1, 1, "ADA", made_result(assignment=made.id, notes=("hand",)), (), 5)]
    english = standing_panel.as_file(standings(handed, (), doubts(handed)), made)
    with using("de"):
        found = standings(handed, (), doubts(handed))
        table = standing_panel.as_file(found, made)
        assert table.equals(english)
        drawn = standing_panel.shown_table(table, found, 3)
        assert not small_words(drawn["notice"][0])
        columns = standing_panel.columns_of(table, made)
        first = columns[table.columns[1]]
        assert (first["label"], first["help"]) == ("ACCURACY ≥ 90%", "TEST ACCURACY: AT LEAST 90%.")
        assert all(not small_words(one["label"]) for one in columns.values())
        assert set(columns) == set(table.columns)


def test_a_vote_is_read_and_decided_in_the_language_at_hand(store: ClassStore) -> None:
    asked = QUESTIONS[0]
    classroom, secret = store.create("10b")
    for name, rate, accuracy in (("Ada", 0.3, 0.8), ("Ben", 0.03, 0.9)):
        student = store.join(classroom.code, name)
        spec = SPIRAL.with_training(optimizer=SPIRAL.training.optimizer.with_options(learning_rate=rate))
        result = made_result(spec=spec, metrics={"loss": 0.1, "accuracy": accuracy})
        store.hand_in(student.code, student.token, result, [accuracy])
    handed = store.results(classroom.code, secret)
    assert decide_by_results(asked, handed) == (
        1,
        "The best result of the class, accuracy 90.0%, came with learning rate 0.03.",
    )
    with using("de"):
        place, said = decide_by_results(asked, handed)
        assert (place, said) == (1, "THE BEST RESULT OF THE CLASS, ACCURACY 90,0\xa0%, CAME WITH LEARNING RATE 0,03.")
        assert in_words(asked).options == ("0,3", "0,03", "0,003")
        assert next(one.option for one in tally(QUESTIONS[3], {})) == "IT GETS BETTER"
        closed = Question(asked.text, asked.options, asked.about, 1, True, 7)
        assert verdict(closed, {1: 3}) == "WHAT CAME OUT: 0,03. 3 OF 3 PREDICTED IT."


def test_the_wall_and_the_sheet_are_in_the_language_at_hand(store: ClassStore) -> None:
    made = task(title="XOR", text="", goals=READY["backprop"].assignment.goals, attempts=2, due="2026-10-01T16:00Z")
    classroom, secret = store.create("10B", made)
    for name in ("ADA", "BEN"):
        student = store.join(classroom.code, name)
        result = made_result(assignment=made.id, held=(True, False, True))
        store.hand_in(student.code, student.token, result, [0.5, 0.9])
    handed = store.shown(classroom.code, wall_key(secret))
    with using("de"):
        summary = summarize(handed, 2, [goal.sentence for goal in made.goals], made.id)
        empty = summarize([], 2)
        for one, question in ((summary, None), (empty, (QUESTIONS[3], {0: 1})), (empty, None)):
            wall = wall_html.WallState("XOR", classroom.code, "http://localhost/", "", one, question, 1, True)
            written = " ".join(wall_html.parts(wall).values())
            assert not [word for word in small_words(written) if word not in ("localhost", "Accuracy")]
        sheet = printed(made, "")
        assert 'lang="de"' in sheet
        assert "<h2>GOALS</h2>" in sheet
        body = sheet.split("<body>")[1]
        assert not small_words(body.replace("Oktober", "").replace("Donnerstag", ""))
