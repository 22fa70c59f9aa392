"""An assignment: its rules, its forms as JSON and as a link, and each sentence about what cannot be."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

import nnplay
from nnplay.catalogue import SPECS
from nnplay.classroom.assignment import Assignment, Hint, outcomes
from nnplay.classroom.checks import Check
from nnplay.classroom.contradictions import contradictions
from nnplay.classroom.controls import CONTROLS
from nnplay.classroom.evidence import RunEvidence
from nnplay.errors import AssignmentError, LinkError
from nnplay.link import MAX_LENGTH, compact, pack, unpack
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec
from tests.classroom.factories import SPIRAL, run_of, task
from tests.strategies import assignments

DROPOUT = SPIRAL.with_layers((SPIRAL.layers[0], LayerSpec("Dropout", rate=0.4), SPIRAL.layers[1]))


@given(assignments())
def test_json_gives_the_same_assignment(made: Assignment) -> None:
    again = Assignment.from_json(made.to_json())
    assert again == made
    assert again.id == made.id
    assert hash(again) == hash(made)


@given(assignments())
def test_a_link_gives_the_same_assignment_or_says_that_it_is_too_long(made: Assignment) -> None:
    try:
        text = made.to_link()
    except LinkError:
        return  # too long, or own data: see below
    assert len(text) <= MAX_LENGTH
    assert Assignment.from_link(text) == made


# The rules ----------------------------------------------------------------------------------------

ADAM = OptimizerSpec("Adam", learning_rate=0.01)
CHANGES: dict[str, tuple[ExperimentSpec, str]] = {
    "dataset": (DROPOUT.with_dataset(DatasetSpec("moons")), "Data must be"),
    "data_options": (
        DROPOUT.with_dataset(DROPOUT.dataset.with_options(noise=0.4)),
        "Noise must be",
    ),
    "layers": (SPIRAL, "The layers must be: Dense, Dropout, Dense. Here they are: Dense, Dense."),
    "units": (
        DROPOUT.with_layers((DROPOUT.layers[0].with_options(units=3), *DROPOUT.layers[1:])),
        "Layer 1, units, must be 16; here it is 3.",
    ),
    "activation": (
        DROPOUT.with_layers((DROPOUT.layers[0].with_options(activation="tanh"), *DROPOUT.layers[1:])),
        "Layer 1, activation, must be relu; here it is tanh.",
    ),
    "layer_options": (
        DROPOUT.with_layers((DROPOUT.layers[0], LayerSpec("Dropout", rate=0.1), DROPOUT.layers[2])),
        "Layer 2, rate, must be 0.4; here it is 0.1.",
    ),
    "optimizer": (
        DROPOUT.with_training(optimizer=OptimizerSpec("SGD", learning_rate=0.01)),
        "Optimizer must be Adam; here it is SGD.",
    ),
    "learning_rate": (
        DROPOUT.with_training(optimizer=ADAM.with_options(learning_rate=0.5)),
        "Learning rate must be 0.01; here it is 0.5.",
    ),
    "batch_size": (DROPOUT.with_training(batch_size=4), "Batch size must be 16; here it is 4."),
    "epochs": (DROPOUT.with_training(epochs=7), "Epochs must be 300; here it is 7."),
    "training_options": (DROPOUT.with_training(early_stopping=True), "Early stopping must be off; here it is on."),
    "seed": (DROPOUT.with_seed(5), "Random seed must be 0; here it is 5."),
}


def test_every_setting_has_a_change_here() -> None:
    pages = {name for name, control in CONTROLS.items() if control.page}
    assert set(CHANGES) == set(CONTROLS) - pages - {"experiments", "weights"}


@pytest.mark.parametrize("name", CHANGES)
def test_a_setting_that_is_not_free_must_stay_and_is_put_back_alone(name: str) -> None:
    spec, sentence = CHANGES[name]
    # The same number of epochs and the like, whatever else is changed.
    free = task(start=DROPOUT)
    assert free.broken_rules(RunEvidence.of(run_of(spec))) == ()
    assert free.put_back(spec) == spec
    for state in ("fixed", "hidden"):
        held = task(start=DROPOUT, controls={name: state})
        rules = held.broken_rules(RunEvidence.of(run_of(spec)))
        assert [rule.control for rule in rules] == [name]
        assert sentence in rules[0].sentence
        assert held.broken_rules(RunEvidence.before(held.put_back(spec))) == ()
        assert held.broken_rules(RunEvidence.of(run_of(DROPOUT))) == ()
        # A change of another setting is left alone.
        other = spec.with_training(patience=9) if name != "training_options" else spec.with_seed(8)
        kept = held.put_back(other)
        assert kept.training.patience == 9 if name != "training_options" else kept.seed == 8
        # No goal holds for a run that does not count, and each says why.
        [outcome] = outcomes(held, RunEvidence.of(run_of(spec, accuracy=1.0)))
        assert not outcome.holds
        assert outcome.sentence == f"Does not count. {rules[0].sentence}"


def test_a_hidden_dropout_rate_stays_and_still_acts() -> None:
    """A known trap of tensorflow/playground: a control that is hidden there goes on acting as it was left."""
    held = task(start=DROPOUT, controls={"layer_options": "hidden"})
    assert held.put_back(CHANGES["layer_options"][0]).layers[1]["rate"] == 0.4
    again = Assignment.from_link(held.to_link())
    assert again.start.layers[1]["rate"] == 0.4
    # It is part of what is trained, so of every result: the experiment itself is nothing less than before.
    assert again.start_for("Ada") == DROPOUT


def test_where_layers_may_be_added_a_fixed_option_takes_the_values_of_the_first_network_or_the_declared_one() -> None:
    held = task(start=DROPOUT, controls={"units": "fixed", "layer_options": "hidden"})
    added = DROPOUT.with_layers((*DROPOUT.layers, LayerSpec("Dense"), LayerSpec("Dropout", rate=0.4)))
    assert held.put_back(added) == added
    wide = DROPOUT.with_layers((*DROPOUT.layers, LayerSpec("Dense", units=99), LayerSpec("Dropout", rate=0.9)))
    assert [layer.options for layer in held.put_back(wide).layers[3:]] == [
        LayerSpec("Dense", units=16).options,
        LayerSpec("Dropout", rate=0.4).options,
    ]


def test_other_data_or_another_optimizer_take_the_declared_options_where_these_are_fixed() -> None:
    held = task(controls={"data_options": "fixed", "training_options": "fixed", "learning_rate": "fixed"})
    own = SPIRAL.with_dataset(DatasetSpec("moons", noise=0.4)).with_training(
        optimizer=OptimizerSpec("SGD", learning_rate=0.5, momentum=0.9)
    )
    kept = held.put_back(own)
    assert kept.dataset == DatasetSpec("moons")
    assert kept.training.optimizer == OptimizerSpec("SGD", learning_rate=0.01)


@pytest.mark.parametrize(
    ("control", "made", "sentence"),
    [
        ("epochs", {"epochs": 301}, "Epochs must be 300; this network was trained for 301."),
        ("learning_rate", {"learning_rates": [(2, 0.1)]}, "The learning rate was changed during the training."),
        ("batch_size", {"changes": [(2, "Batch size 16 → 4")]}, "Settings were changed during the training."),
        ("weights", {"by_hand": [(1, 0, 3)]}, "The training must start with new weights; here some were"),
    ],
)
def test_what_a_training_did_besides_its_experiment_counts_too(control: str, made: Any, sentence: str) -> None:
    held = task(controls={control: "fixed"})
    [outcome] = held.check(run_of(**made))
    assert not outcome.holds
    assert sentence in outcome.sentence
    assert task().check(run_of(**made))[0].holds
    from_another = held.outcomes(RunEvidence.of(run_of(), base="Run 3"))[0]
    assert from_another.holds == (control != "weights")


def test_each_student_can_have_a_split_of_their_own() -> None:
    shared, own = task(), task(own_split=True, controls={"dataset": "fixed"})
    assert shared.start_for("Ada") == shared.start_for("Grace") == SPIRAL
    ada = own.start_for("Ada")
    assert ada == own.start_for("  ada ")
    assert ada != own.start_for("Grace")
    changed = {name for name in ada.dataset.options if ada.dataset[name] != SPIRAL.dataset[name]}
    assert changed == {"split_seed", "data_seed"}
    assert own.check(run_of(ada), name="Ada")[0].holds
    # Nobody takes the split of somebody else, though the data options are free.
    [outcome] = own.check(run_of(own.start_for("Grace")), name="Ada")
    assert "seed must be" in outcome.sentence.lower()
    noisy = ada.with_dataset(ada.dataset.with_options(noise=0.5))
    assert own.check(run_of(noisy), name="Ada")[0].holds


def test_hints_open_in_their_order() -> None:
    made = task(hints=(Hint(3, "third"), Hint(0, "at once")))
    assert [hint.text for hint in made.open_hints(0)] == ["at once"]
    assert [hint.text for hint in made.open_hints(3)] == ["at once", "third"]


def test_the_due_date_is_kept_in_utc() -> None:
    made = task(due="2026-10-01T18:00+02:00")
    assert made.due == "2026-10-01T16:00:00+00:00"
    assert not made.is_late(datetime(2026, 10, 1, 16, 0, tzinfo=UTC))
    assert made.is_late(datetime(2026, 10, 1, 16, 1, tzinfo=UTC))
    assert not task().is_late(datetime.max.replace(tzinfo=UTC))


def test_what_is_free_need_not_be_said_and_another_word_is_another_assignment() -> None:
    assert task(controls={"seed": "free"}) == task()
    assert task(text="Separate the two arms!").id != task().id


def test_python_users_check_a_run_without_a_page() -> None:
    made = nnplay.Assignment("Spirals", "", SPIRAL, goals=(nnplay.Check("accuracy_at_least", value=0.95),))
    assert [one.holds for one in made.check(run_of(accuracy=0.94))] == [False]
    assert [one.holds for one in made.check(run_of(accuracy=0.95))] == [True]


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ({"goals": (Check("same_with_seeds"),), "controls": {"seed": "fixed"}}, "the random seed is not free"),
        ({"goals": (Check("same_with_seeds"),), "attempts": 2}, "more trainings than there are attempts"),
        (
            {"goals": (Check("layer_used", layer="Dropout"), Check("layer_forbidden", layer="Dropout"))},
            "One goal needs a Dropout layer, and another one forbids it.",
        ),
        ({"goals": (Check("layers_at_most", count=1),), "controls": {"layers": "hidden"}}, "The layers are not free"),
        (
            {
                "goals": (Check("epochs_at_most", count=9),),
                "controls": {"epochs": "fixed", "training_options": "hidden"},
            },
            "fewer epochs than the task has fixed",
        ),
        (
            {"start": SPIRAL.with_dataset(DatasetSpec("points", file="1,2,0;2,1,1")), "controls": {"dataset": "fixed"}},
            "Students have to upload your data file",
        ),
        ({"goals": (Check("same_with_seeds"), Check("layers_at_most", count=1))}, ""),
    ],
)
def test_goals_that_nobody_can_reach_are_told_to_the_teacher(made: dict[str, Any], sentence: str) -> None:
    found = contradictions(task(**made))
    assert (len(found) == 1 and sentence in found[0]) if sentence else found == ()


# What cannot be -----------------------------------------------------------------------------------


def changed(**changes: Any) -> str:
    return json.dumps(task(hints=(Hint(1, "Look."),)).to_dict() | changes)


@pytest.mark.parametrize(
    ("text", "where", "sentence"),
    [
        ("{", (), "This is not an assignment: the file holds no JSON"),
        ("[]", (), "The assignment must be an object with the fields assignment, title, start."),
        (SPIRAL.to_json(), (), "This is an experiment, not an assignment. Open it on the page Playground."),
        (changed(assignment=2), ("assignment",), "made by a newer version of nnplay"),
        (changed(assignment=True), ("assignment",), "has version True; this nnplay reads version 1."),
        (changed(titel=""), ("titel",), "Did you mean 'title'?"),
        (changed(title=""), ("title",), "Title must be a text with between 1 and 120 characters."),
        (changed(text="x" * 10_001), ("text",), "Text must be a text"),
        (changed(start={"version": 1}), ("start", "dataset"), "The experiment lacks the field 'dataset'."),
        (changed(controls=[]), ("controls",), "The controls must be an object."),
        (changed(controls={"lerning_rate": "fixed"}), ("controls", "lerning_rate"), "Did you mean 'learning_rate'?"),
        (changed(controls={"seed": "gone"}), ("controls", "seed"), "must be one of free, fixed, hidden."),
        (changed(controls={"data_page": "fixed"}), ("controls", "data_page"), "must be one of free, hidden."),
        (changed(goals={}), ("goals",), "The goals must be a list."),
        (changed(goals=[{"name": "accuracy"}]), ("goals", 0, "name"), "Goal 1: There is no check 'accuracy'."),
        (
            changed(goals=[{"name": "explanation"}, {"name": "explanation", "options": {"words": 0}}]),
            ("goals", 1, "words"),
            "Goal 2: Words must be between 1 and 1,000.",
        ),
        (changed(goals=[{"name": "explanation"}] * 13), ("goals",), "at most 12 goals, this one has 13."),
        (changed(attempts=0), ("attempts",), "Attempts must be between 1 and 1,000."),
        (changed(due="tomorrow"), ("due",), "must be a date and time such as 2026-10-01T16:00Z."),
        (changed(due="2026-10-01T16:00"), ("due",), "The due date needs its time zone, e.g. 2026-10-01T16:00Z."),
        (changed(due=7), ("due",), "must be a date and time"),
        (changed(hints=[{"after": -1, "text": "a"}]), ("hints", 0, "after"), "Hint 1: Opens after must be between"),
        (changed(hints=[{"after": 1}]), ("hints", 0, "text"), "Hint 1: A hint lacks the field 'text'."),
        (changed(own_split=1), ("own_split",), "Own split must be true or false."),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(text: str, where: tuple[str | int, ...], sentence: str) -> None:
    with pytest.raises(AssignmentError) as caught:
        Assignment.from_json(text)
    assert sentence in caught.value.message
    assert caught.value.where == where


def test_a_link_that_is_cut_changed_or_newer_is_refused_with_its_sentence() -> None:
    text = task().to_link()
    for broken in (text[:-4], text[:20], "", "1" + text[5:], text + "!"):
        with pytest.raises(LinkError, match="damaged, perhaps cut off"):
            Assignment.from_link(broken)
    with pytest.raises(LinkError, match="from another version of nnplay"):
        Assignment.from_link("2" + text[1:])
    with pytest.raises(LinkError, match="an experiment, not an assignment"):
        Assignment.from_link(SPIRAL.to_link())
    data = unpack(text)
    with pytest.raises(LinkError, match="damaged"):  # an easier goal
        Assignment.from_link(pack(data | {"g": [["accuracy_at_least", {"value": 0.1}]]}))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"g": [["hardest", {}]]}, "can't open. There is no check 'hardest'."),
        ({"c": {"f": ["mouse"]}}, "can't open. There is no control 'mouse'."),
        ({"x": {"p": "gone"}}, "starts from an experiment that this version of nnplay doesn't have"),
        ({"c": 3}, "damaged"),
        ({"h": [3]}, "damaged"),
        ({"n": 7}, "can't open. Title must be"),
    ],
)
def test_a_link_of_another_version_says_what_it_cannot_open(change: dict[str, Any], sentence: str) -> None:
    data = {name: value for name, value in unpack(task().to_link()).items() if name != "k"} | change
    with pytest.raises(LinkError) as caught:
        Assignment.from_link(pack(data | {"k": zlib.crc32(compact(data))}))
    assert sentence in caught.value.message


def test_a_long_text_goes_into_a_file_and_own_data_into_no_link() -> None:
    letters = " ".join(f"{number * 7919 % 10007:x}" for number in range(1500))
    with pytest.raises(LinkError, match=r"too long for a link \([\d,]+ characters; at most 1,900\)"):
        task(text=letters).to_link()
    own = SPECS["spiral"].with_dataset(DatasetSpec("points", file="1,2,0;2,1,1"))
    with pytest.raises(LinkError, match="own data can't go into a link"):
        task(start=own).to_link()
