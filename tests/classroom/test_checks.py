"""Each goal: its sentence, and whether it holds, against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from nnplay.catalogue import SPECS
from nnplay.classroom.checks import Check
from nnplay.classroom.evidence import RunEvidence
from nnplay.registry import CHECKS, DATASETS
from nnplay.spec import LayerSpec
from tests.classroom.factories import SPIRAL, run_of

REGRESSION = SPECS["line"]
DROPOUT = SPIRAL.with_layers((*SPIRAL.layers, LayerSpec("Dropout", rate=0.3)))


def seeds(*accuracies: float) -> list[Any]:
    return [run_of(SPIRAL.with_seed(place), accuracy=one) for place, one in enumerate(accuracies, start=1)]


HOLDS: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {
    "accuracy_at_least": [({"value": 0.9}, {})],
    "loss_at_most": [({"value": 0.4}, {})],
    "error_at_most": [
        ({"value": 0.7}, {"spec": REGRESSION, "test_metrics": {"loss": 1.0, "mean_absolute_error": 0.7}})
    ],
    "gap_at_most": [({"value": 0.11}, {})],
    "parameters_at_most": [({"count": 337}, {})],
    "epochs_at_most": [({"count": 3}, {})],
    "layers_at_most": [({"count": 2}, {})],
    "layer_used": [({"layer": "Dropout"}, {"spec": DROPOUT}), ({"layer": "Dense", "count": 2}, {})],
    "layer_forbidden": [({"layer": "Dropout"}, {})],
    "explanation": [({"words": 3}, {"explanation": "It bends\n more."})],
    "same_with_seeds": [({"count": 3, "spread": 0.021}, {"others": seeds(0.91, 0.89)})],
}
FAILS: dict[str, list[tuple[dict[str, Any], dict[str, Any], str]]] = {
    "accuracy_at_least": [
        ({"value": 0.91}, {}, "The test accuracy is 90.0%."),
        (
            {"value": 0.1},
            {"spec": REGRESSION, "test_metrics": {"loss": 1.0, "mean_absolute_error": 0.7}},
            "This run has no test accuracy.",
        ),
    ],
    "loss_at_most": [({"value": 0.39}, {}, "The test loss is 0.4.")],
    "error_at_most": [({"value": 0.7}, {}, "This run has no mean absolute error.")],
    "gap_at_most": [({"value": 0.09}, {}, "The training accuracy is 95.0%, the validation accuracy 85.0%.")],
    "parameters_at_most": [({"count": 336}, {}, "The network has 337.")],
    "epochs_at_most": [({"count": 2}, {}, "3 were trained.")],
    "layers_at_most": [({"count": 1}, {}, "The network has 2 before the output layer.")],
    "layer_used": [({"layer": "Dropout"}, {}, "The network has no Dropout layers.")],
    "layer_forbidden": [({"layer": "Dropout"}, {"spec": DROPOUT}, "The network has 1 Dropout layer.")],
    "explanation": [({"words": 4}, {"explanation": "It bends\n more."}, "You have written 3 words.")],
    "same_with_seeds": [
        (
            {"count": 3, "spread": 0.05},
            {"others": [*seeds(0.91), run_of(DROPOUT.with_seed(9))]},
            "Train it with 1 more random seed, and change nothing else.",
        ),
        (
            {"count": 3, "spread": 0.05},
            {"others": seeds(0.91, 0.84)},
            "With 3 random seeds: 90.0%, 91.0%, 84.0%. They differ by 7.0 percentage points (0.07).",
        ),
    ],
}

BRIEF: dict[str, tuple[dict[str, Any], str]] = {
    "accuracy_at_least": ({"value": 0.97}, "accuracy ≥ 97%"),
    "loss_at_most": ({"value": 1.5}, "loss ≤ 1.5"),
    "error_at_most": ({"value": 0.7}, "error ≤ 0.7"),
    "gap_at_most": ({"value": 0.08}, "gap ≤ 8 points"),
    "parameters_at_most": ({"count": 3000}, "parameters ≤ 3,000"),
    "epochs_at_most": ({"count": 20}, "epochs ≤ 20"),
    "layers_at_most": ({"count": 2}, "layers ≤ 2"),
    "layer_used": ({"layer": "Conv2D", "count": 2}, "Conv2D ≥ 2"),
    "layer_forbidden": ({"layer": "Dense"}, "no Dense"),
    "explanation": ({"words": 20}, "words ≥ 20"),
    "same_with_seeds": ({"count": 3}, "3 seeds agree"),
}


def evidence(**made: Any) -> RunEvidence:
    around = {name: made.pop(name) for name in ("explanation", "others") if name in made}
    return RunEvidence.of(run_of(**made), **around)


def test_every_check_has_its_cases() -> None:
    assert set(HOLDS) == set(FAILS) == set(CHECKS) == set(BRIEF)


@pytest.mark.parametrize("name", BRIEF)
def test_a_goal_fits_above_a_narrow_column_with_its_number(name: str) -> None:
    options, brief = BRIEF[name]
    assert Check(name, **options).brief == brief
    assert len(brief) <= 18  # so many letters have room in 130 pixels


@pytest.mark.parametrize("name", CHECKS)
def test_a_goal_holds_at_its_bound_and_not_beyond(name: str) -> None:
    for options, made in HOLDS[name]:
        outcome = Check(name, options).judge(evidence(**made))
        assert outcome.holds, outcome.sentence
    for options, made, sentence in FAILS[name]:
        outcome = Check(name, options).judge(evidence(**made))
        assert not outcome.holds
        assert outcome.sentence == sentence


@pytest.mark.parametrize("name", CHECKS)
def test_a_goal_says_what_it_wants_and_never_breaks(name: str) -> None:
    goal = Check(name)
    assert goal.sentence.endswith(".")
    assert goal.kind.help.endswith(".")
    # Before a training, after one that failed, and of one that diverged.
    for known in (
        RunEvidence.before(SPIRAL),
        RunEvidence.of(run_of(status="failed", epochs=0, test_metrics={})),
        RunEvidence.of(run_of(reason="diverged")),
    ):
        outcome = goal.judge(known)
        assert outcome.sentence.endswith(".")
        results = ("accuracy", "loss", "error", "gap", "epochs", "same", "explanation")
        assert not (outcome.holds and name.startswith(results))


def test_what_needs_no_training_is_known_before() -> None:
    before = RunEvidence.before(DROPOUT, explanation="one two")
    assert Check("parameters_at_most", count=337).judge(before).holds
    assert not Check("parameters_at_most", count=336).judge(before).holds
    assert Check("layer_used", layer="Dropout").judge(before).holds
    assert Check("explanation", words=2).judge(before).holds
    broken = SPIRAL.with_layers((LayerSpec("Conv2D"),))
    assert (
        Check("parameters_at_most").judge(RunEvidence.before(broken)).sentence == "The layers don't fit together yet."
    )


def test_the_gap_is_that_of_the_epoch_whose_weights_were_kept() -> None:
    run = run_of(best_epoch=1)
    run.history.columns |= {"accuracy": [0.8, 0.9, 1.0], "val_accuracy": [0.78, 0.7, 0.7]}
    outcome = Check("gap_at_most", value=0.03).judge(RunEvidence.of(run))
    assert outcome.holds
    assert outcome.value == pytest.approx(0.02)


def test_every_metric_of_a_task_can_be_a_goal() -> None:
    tasks = {kind.signature({p.name: p.default for p in kind.params}).task for kind in DATASETS.values()}
    assert tasks == {"binary", "multiclass", "regression"}  # a new one needs a goal of its own
