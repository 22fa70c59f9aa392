"""Learning curves: the numbers they draw, and frames that do not jump."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.figures import loss_curve, metric_curve, style
from nnplay.figures.curves import MAX_POINTS, thin

COLUMNS: dict[str, list[float | None]] = {
    "epoch": [1, 2, 3],
    "loss": [0.9, 0.5, 0.25],
    "val_loss": [1.0, 0.5, 0.75],
    "accuracy": [0.5, 0.75, 1.0],
    "val_accuracy": [0.5, 0.625, 0.75],
}


def test_what_an_epoch_has_come_to_so_far_is_a_thin_line_at_fractions_of_it() -> None:
    within = {"epoch": [3.25, 3.5], "loss": [0.4, 0.3]}
    drawn = loss_curve(COLUMNS, epochs=10, within=within)
    running = drawn.data[3]
    assert running.uid == "running"
    np.testing.assert_allclose(running.x, [3.25, 3.5])
    np.testing.assert_allclose(running.y, [0.4, 0.3], rtol=1e-6)
    assert loss_curve({}, epochs=2, within={"epoch": [0.5], "loss": [7.0]}).layout.yaxis.range[1] > 7


def test_a_first_batch_on_the_axis_is_a_whole_dot() -> None:
    one, two = (
        loss_curve({}, epochs=5, within=within).data[3]
        for within in (
            {"epoch": [1 / 844], "loss": [2.3]},
            {"epoch": [1 / 844, 2 / 844], "loss": [2.3, 2.2]},
        )
    )
    assert (one.mode, one.cliponaxis) == ("lines+markers", False)
    assert (two.mode, two.cliponaxis) == ("lines", True)


def test_loss_curve_draws_the_given_numbers_in_the_colors_of_training_and_validation() -> None:
    training, validation, best, _running = loss_curve(COLUMNS, epochs=10).data

    assert training.x.tolist() == [1, 2, 3]
    assert training.y.tolist() == pytest.approx([0.9, 0.5, 0.25])
    assert validation.y.tolist() == [1.0, 0.5, 0.75]
    assert (training.line.color, validation.line.color) == (style.TRAINING, style.VALIDATION)
    assert (training.line.dash, validation.line.dash) == ("solid", "6px,3px")
    assert len(best.x) == 0


def test_the_best_epoch_is_marked_on_the_validation_curve() -> None:
    best = loss_curve(COLUMNS, epochs=10, best_epoch=2).data[2]

    assert (best.x.tolist(), best.y.tolist()) == ([2], [0.5])
    assert best.showlegend


def test_axes_traces_and_margins_are_the_same_before_the_first_epoch_and_after() -> None:
    empty, full = loss_curve({}, epochs=10), loss_curve(COLUMNS, epochs=10)

    assert empty.layout.xaxis.range == full.layout.xaxis.range == (0, pytest.approx(10.2))
    assert empty.layout.margin == full.layout.margin
    assert [trace.uid for trace in empty.data] == [trace.uid for trace in full.data]
    assert empty.layout.uirevision == full.layout.uirevision
    assert empty.layout.height == full.layout.height
    assert empty.layout.xaxis.title.text == "Epoch"


def test_the_frame_of_the_loss_does_not_move_while_the_loss_falls() -> None:
    columns: dict[str, list[float | None]] = {"epoch": [1, 2], "loss": [0.93, 0.2]}
    first, second = (
        loss_curve({name: columns[name][:count] for name in columns}, epochs=9).layout.yaxis.range for count in (1, 2)
    )

    assert first == second == (0, pytest.approx(1.03))


def test_accuracy_is_shown_in_percent_from_a_round_number_up_to_one() -> None:
    figure = metric_curve(COLUMNS, epochs=3)

    assert figure.layout.yaxis.range == pytest.approx((0.5, 1.015))
    assert figure.layout.yaxis.tickformat == ".0%"


def test_a_logarithmic_axis_spans_what_is_above_zero() -> None:
    figure = loss_curve({"epoch": [1, 2, 3], "loss": [1.0, 0.0, 0.01]}, epochs=3, log=True)

    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis.range == pytest.approx((-2.05, 0.05))


def test_numbers_that_are_missing_or_endless_leave_a_gap() -> None:
    training = loss_curve({"epoch": [1, 2, 3, 4], "loss": [1.0, None, float("inf"), 0.5]}, epochs=4).data[0]

    assert np.isnan(training.y).tolist() == [False, True, True, False]


def test_zoom_is_kept_within_a_run_and_not_between_runs() -> None:
    first, again, second = (loss_curve(COLUMNS, epochs=10, run=run).layout.uirevision for run in ("a", "a", "b"))

    assert first == again != second


@given(st.integers(1, 4000), st.integers(0, 2**32 - 1))
def test_thinning_keeps_ends_and_extremes_and_stays_below_its_limit(count: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=count)
    kept = thin(values)

    assert len(kept) <= MAX_POINTS
    assert (np.diff(kept) > 0).all()
    assert {0, count - 1, int(values.argmin()), int(values.argmax())} <= set(kept.tolist())


def test_thinning_survives_a_stretch_without_any_number() -> None:
    values = np.arange(2000.0)
    values[300:900] = np.nan

    kept = thin(values)

    assert np.isnan(values[kept]).any()
    assert kept[-1] == 1999


def test_words_of_marks_that_are_near_stand_below_each_other() -> None:
    marks = [(80, "rate 1"), (0, "Batch size 16 → 4"), (1, "1 weight set"), (2, "rate 0.5")]
    figure = loss_curve({"epoch": [1], "loss": [1.0], "val_loss": [1.0]}, epochs=100, marks=marks)
    notes = {note["text"]: note.get("yshift", 0) for note in figure.to_plotly_json()["layout"]["annotations"]}
    assert [notes[text] for _, text in marks] == [0, 0, -13, -26]
