"""The ready assignments: none is solved where it begins, and each can be solved by what it leaves free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import nnplay
from nnplay.classroom.assignment import Assignment
from nnplay.classroom.assignment_link import PARAMETER
from nnplay.classroom.contradictions import contradictions
from nnplay.classroom.evidence import RunEvidence
from nnplay.classroom.ready import READY
from nnplay.lessons import lesson, lessons
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec, LayerSpec, OptimizerSpec
from nnplay.spec_path import with_value
from nnplay.training.run import Run

WORDS = "I tried one thing at a time, and looked at both curves after each run. " * 2


def changed(name: str, **values: object) -> ExperimentSpec:
    """Where an assignment begins, with some values changed; `__` stands for the dot of a path."""
    spec = READY[name].assignment.start
    for path, value in values.items():
        spec = with_value(spec, path.replace("__", "."), value)
    return spec


def rate(spec: ExperimentSpec, optimizer: str, value: float) -> ExperimentSpec:
    return spec.with_training(optimizer=OptimizerSpec(optimizer, learning_rate=value))


SOLUTIONS: dict[str, tuple[ExperimentSpec, ...]] = {
    "neuron": (READY["neuron"].assignment.start.with_layers(()),),
    "activations": (changed("activations", layers__0__units=4, layers__0__activation="tanh"),),
    "line": (changed("line", training__optimizer__learning_rate=0.005),),
    "race": (rate(changed("race", training__epochs=20), "Adam", 0.05),),
    "backprop": (changed("backprop", layers__0__units=2),),
    "classification": (
        changed("classification", training__loss="auto", training__epochs=30, training__optimizer__learning_rate=0.1),
    ),
    "tensors": (changed("tensors", dataset__scaling="standard"),),
    "convolution": (
        READY["convolution"].assignment.start.with_layers(
            (
                LayerSpec("Conv2D", filters=8, kernel_size=3, activation="relu", padding="same"),
                LayerSpec("MaxPooling2D", pool_size=2),
                LayerSpec("Flatten"),
            )
        ),
    ),
    "depth": (rate(changed("depth", layers__0__units=8, layers__1__units=8), "Adam", 0.02),),
    "overfitting": (changed("overfitting", training__epochs=8),),
    "classics": tuple(changed("classics", seed=seed) for seed in (2, 1, 0)),
    "starting": (
        changed(
            "starting", layers__0__kernel_initializer="GlorotUniform", layers__1__kernel_initializer="GlorotUniform"
        ),
    ),
}

Train = Callable[[ExperimentSpec], Run]


@pytest.fixture(scope="module")
def train() -> Train:
    """Trains an experiment, once."""
    runs: dict[ExperimentSpec, Run] = {}

    def trained(spec: ExperimentSpec) -> Run:
        if spec not in runs:
            runs[spec] = nnplay.train(spec)
        return runs[spec]

    return trained


def test_there_are_twelve_for_twelve_lessons_in_their_order() -> None:
    numbers = [lesson(name).number for name in READY]
    assert len(numbers) == 12
    assert numbers == sorted(numbers)
    assert numbers[0] == 1
    assert numbers[-1] >= 12
    assert set(READY) <= {one.name for one in lessons()}
    assert set(SOLUTIONS) == set(READY)


@pytest.mark.parametrize("name", READY)
def test_a_ready_assignment_can_be_handed_out(name: str) -> None:
    made = READY[name].assignment
    assert Assignment.from_link(made.to_link()) == made
    assert len(f"https://nnplay-for-our-class.streamlit.app/?{PARAMETER}={made.to_link()}") < 2000
    assert contradictions(made) == ()
    assert not trace(made.start).error
    assert made.broken_rules(RunEvidence.before(made.start)) == ()
    for solution in SOLUTIONS[name]:
        assert not trace(solution).error
        assert made.broken_rules(RunEvidence.before(solution)) == ()


@pytest.mark.parametrize("name", ["convolution", "depth"])
def test_the_size_that_a_text_tells_is_true_and_too_large_for_its_goal(name: str) -> None:
    made = READY[name].assignment
    parameters = trace(made.start).parameters
    assert f"with {parameters:,} parameters" in made.text
    (goal,) = [goal for goal in made.goals if goal.name == "parameters_at_most"]
    assert f"{goal['count']:,}" in made.text
    assert parameters > goal["count"]


def test_only_where_weights_are_the_task_a_training_may_go_on_from_others() -> None:
    free = {name for name, one in READY.items() if one.assignment.state("weights") == "free"}
    assert free == {"backprop"}
    # Twenty epochs after two hundred others are no twenty epochs.
    race = READY["race"].assignment
    taken = replace(RunEvidence.before(SOLUTIONS["race"][0]), own_weights=True)
    assert [rule.control for rule in race.broken_rules(taken)] == ["weights"]


@pytest.mark.sweep
@pytest.mark.parametrize("name", READY)
def test_its_solution_solves_it_and_its_starting_point_does_not(name: str, train: Train) -> None:
    made = READY[name].assignment
    *others, last = [train(spec) for spec in SOLUTIONS[name]]
    assert [one.sentence for one in made.check(last, explanation=WORDS, others=others) if not one.holds] == []
    # With no goal but those that a network alone decides, nobody needs to train it to see that it fails.
    start = made.start
    before = RunEvidence.before(start, explanation=WORDS)
    of_network = ("parameters", "layer")
    if any(not goal.judge(before).holds for goal in made.goals if goal.name.startswith(of_network)):
        return
    if any(goal.name == "epochs_at_most" and goal["count"] < start.training.epochs for goal in made.goals):
        assert not start.training.early_stopping
        return
    assert not all(one.holds for one in made.check(train(start), explanation=WORDS))
