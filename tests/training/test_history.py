"""Events folded into a history."""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict

import numpy as np
import pytest

from nnplay import i18n
from nnplay.training import events
from nnplay.training.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Failed,
    FilmEnded,
    Finished,
    Frame,
    LearningRate,
    Paused,
    Prepared,
    Preparing,
    Queued,
    Reason,
    Resumed,
    Rewound,
    Snapshot,
    Started,
)
from nnplay.training.film import FILM_BYTES, LEAST_FRAMES, MOST_FRAMES, as_frame
from nnplay.training.history import History
from nnplay.training.words import ENDINGS, metric_words, show_metric
from tests.shouting import Shouting

PREPARED = Prepared(4, 10, {"training": 95, "validation": 20, "test": 30}, 77, "fit", "Because.")
FINISHED = Finished("early", 1, {"loss": 0.5}, 12.0, (3, 8), np.ones((2, 1), np.float32))
STORY: tuple[Event, ...] = (
    Queued(2),
    PREPARED,
    CheckpointSaved(0),
    BatchEnd(1, 5),
    EpochEnd(1, {"loss": 1.0, "val_loss": 1.5}, 2.0),
    LearningRate(2, 0.25),
    CheckpointSaved(1),
    Snapshot(1, np.zeros(3, np.float32)),
    BatchEnd(2, 4),
    EpochEnd(2, {"loss": 0.5, "val_loss": 1.75}, 4.0),
    events.Testing(),
    FINISHED,
)


def told(*events: Event) -> History:
    history = History()
    for event in events:
        history.apply(event)
    return history


def test_each_event_moves_the_status() -> None:
    history = History()
    statuses = [history.status]
    for event in STORY:
        history.apply(event)
        if history.status != statuses[-1]:
            statuses.append(history.status)
    assert statuses == ["preparing", "queued", "running", "testing", "finished"]


def test_a_told_story_is_kept_in_full() -> None:
    history = told(*STORY)
    assert history.epochs == [1, 2]
    assert history.columns == {"loss": [1.0, 0.5], "val_loss": [1.5, 1.75]}
    assert history.seconds == [2.0, 4.0]
    assert (history.planned_epochs, history.steps, history.parameters) == (4, 10, 77)
    assert history.examples == PREPARED.examples
    assert (history.execution, history.why) == ("fit", "Because.")
    assert (history.reason, history.best_epoch, history.total_seconds) == ("early", 1, 12.0)
    assert history.test_metrics == {"loss": 0.5}
    assert history.sample_indices == (3, 8)
    assert history.snapshot is STORY[7]
    assert history.learning_rates == [(2, 0.25)]
    assert history.checkpoints == (0, 1)
    assert history.message == ENDINGS["early"]
    assert not history.is_live


def test_progress_counts_batches() -> None:
    history = told(*STORY[:9])  # one epoch of ten batches and four of the next, of forty
    assert history.batch == 4
    assert history.progress == pytest.approx(14 / 40)
    history.apply(STORY[9])
    assert history.batch == 0
    assert history.progress == pytest.approx(20 / 40)
    assert History().progress == 0.0


def test_time_left_is_the_rest_of_the_batches_at_the_median_speed_of_the_last_ten_epochs() -> None:
    history = told(PREPARED)
    assert (history.seconds_per_epoch, history.seconds_left) == (0.0, 0.0)
    for epoch, seconds in ((1, 9.0), (2, 2.0), (3, 3.0)):
        history.apply(EpochEnd(epoch, {}, seconds))
    history.apply(BatchEnd(4, 5))
    assert history.seconds_per_epoch == 2.5  # the first one, in which something was compiled, does not count
    assert history.seconds_left == pytest.approx(0.5 * 2.5)  # half an epoch is left

    history = told(Prepared(100, 1, {}, 1))
    for epoch in range(1, 21):
        history.apply(EpochEnd(epoch, {}, 50.0 if epoch <= 10 else 1.0))
    assert history.seconds_left == pytest.approx(80.0)

    history = told(Prepared(2, 10, {}, 1), BatchEnd(1, 4, {"loss": 2.0}, 0.5))
    assert history.seconds_left == pytest.approx(16 * 0.5)  # before the first epoch has ended, as its batches are


def test_what_happens_before_the_first_batch_is_known_and_numbers_within_an_epoch_go_with_it() -> None:
    history = told(Started())
    seen = []
    for event in (Preparing("data"), Preparing("model"), Prepared(2, 10, {}, 1), Preparing("compile")):
        history.apply(event)
        seen.append((history.step, history.status))
    assert seen == [("data", "preparing"), ("model", "preparing"), ("", "running"), ("compile", "running")]
    history.apply(BatchEnd(1, 2, {"loss": 3.0}))
    history.apply(BatchEnd(1, 4, {"loss": 2.0}))
    assert (history.step, history.running) == ("", ((2, {"loss": 3.0}), (4, {"loss": 2.0})))
    history.apply(EpochEnd(1, {"loss": 1.5}, 1.0))
    assert history.running == ()


@pytest.mark.parametrize("end", [FINISHED, Failed("No.")])
def test_events_after_the_end_change_nothing(end: Event) -> None:
    history = told(*STORY[:10], end)
    before = asdict(history.copy())
    for event in (*STORY, Failed("Late.")):
        history.apply(event)
    np.testing.assert_equal(asdict(history), before)


def test_a_failure_keeps_the_epochs_and_says_why() -> None:
    history = told(*STORY[:5], Failed("The machine is tired."))
    assert (history.status, history.message, history.epochs) == ("failed", "The machine is tired.", [1])


@pytest.mark.parametrize("reason", ENDINGS)
def test_every_ending_is_a_sentence(reason: Reason) -> None:
    message = told(PREPARED, EpochEnd(1, {}, 1.0), Finished(reason, 1, {}, 1.0)).message
    assert message.endswith(".")
    assert "{" not in message


def test_a_divergence_names_its_epoch() -> None:
    history = told(PREPARED, EpochEnd(1, {}, 1.0), EpochEnd(2, {}, 1.0), Finished("diverged", 2, {}, 1.0))
    assert "In epoch 3 " in history.message


def test_a_history_comes_back_from_json() -> None:
    history = told(*STORY)
    again = History.from_dict(json.loads(json.dumps(history.to_dict())))
    kept = asdict(history)
    for missing in ("ahead", "snapshot", "sample_indices", "sample_predictions"):  # pictures, and a place in a queue
        kept[missing] = asdict(History())[missing]
    assert asdict(again) == kept


def test_plain_data_is_a_copy() -> None:
    history = told(*STORY[:8])
    history.to_dict()["columns"]["loss"].append(7.0)
    assert history.columns["loss"] == [1.0]


def test_a_copy_is_not_changed_by_later_events() -> None:
    history = told(*STORY[:4])
    copy = history.copy()
    for event in STORY[4:]:
        history.apply(event)
    assert copy.to_dict() == told(*STORY[:4]).to_dict()
    assert copy.snapshot is None


def test_every_event_can_be_pickled() -> None:
    for event in (*STORY, Failed("No.")):
        again = pickle.loads(pickle.dumps(event))
        assert type(again) is type(event)
        np.testing.assert_equal(asdict(again), asdict(event))


def test_a_paused_training_is_live_and_runs_again_when_resumed() -> None:
    history = told(PREPARED, BatchEnd(1, 3), Paused(1, 4))
    assert (history.status, history.batch, history.is_live) == ("paused", 4, True)
    history.apply(Resumed())
    assert history.status == "running"


def test_what_can_be_done_follows_from_where_it_stands() -> None:
    def stage(*story: Event) -> str:
        return told(*story).stage

    assert stage(Queued(1)) == "queued"
    assert stage(Queued(1), Started()) == stage(Queued(1), Started(), PREPARED) == "running"
    assert stage(PREPARED, Paused(1, 0)) == "untrained"
    assert stage(PREPARED, Paused(1, 3)) == stage(PREPARED, EpochEnd(1, {}, 1.0), Paused(2, 0)) == "paused"
    assert stage(PREPARED, events.Testing()) == "testing"
    assert stage(PREPARED, FINISHED) == stage(Failed("No.")) == "over"


def test_a_reset_forgets_all_that_was_trained_and_no_more() -> None:
    history = told(
        PREPARED,
        CheckpointSaved(0),
        EpochEnd(1, {"loss": 1.0}, 1.0),
        LearningRate(2, 0.5),
        CheckpointSaved(1),
        Snapshot(1),
        Paused(2, 0),
    )
    for event in (Rewound(), CheckpointSaved(0), Paused(1, 0)):
        history.apply(event)
    assert history.to_dict() == told(PREPARED, CheckpointSaved(0), Paused(1, 0)).to_dict()
    assert history.snapshot is None
    history.apply(EpochEnd(1, {"loss": 1.0}, 1.0))
    assert history.epochs == [1]


def test_the_message_of_an_ending_takes_the_place_of_the_usual_one() -> None:
    assert told(PREPARED, Finished("limit", 1, {}, 1.0, message="An hour is over.")).message == "An hour is over."


def test_checkpoints_are_in_order_and_without_what_was_dropped() -> None:
    history = told(PREPARED, *(CheckpointSaved(epoch) for epoch in range(4)), CheckpointSaved(4, (1, 3)))
    assert history.checkpoints == (0, 2, 4)


def test_a_training_that_goes_on_keeps_its_epochs_and_not_its_ending() -> None:
    ended = told(*STORY)
    history = ended.go_on()
    assert history.is_live
    assert (history.reason, history.test_metrics, history.message) == (None, {}, "")
    for event in (Prepared(6, 10, {}, 77), LearningRate(3, 0.5), CheckpointSaved(3), EpochEnd(3, {"loss": 0.25}, 1.0)):
        history.apply(event)
    assert history.epochs == [1, 2, 3]
    assert history.columns["loss"] == [1.0, 0.5, 0.25]
    assert history.planned_epochs == 6
    # The ended one is another history.
    assert (ended.epochs, ended.learning_rates, ended.checkpoints) == ([1, 2], [(2, 0.25)], (0, 1))
    assert ended.status == "finished"


@pytest.mark.parametrize(
    ("metrics", "baseline", "sentence"),
    [
        ({"loss": 1.0, "accuracy": 0.55}, 0.6, "most frequent class: 55.0% against 60.0%"),
        ({"loss": 1.0, "accuracy": 0.6}, 0.6, "no better than always answering the most frequent class"),
        ({"loss": 1.0, "accuracy": 0.61}, 0.6, ""),
        (
            {"loss": 9.0, "mean_absolute_error": 120.5},
            100.0,
            "answering the mean: an average error of 120.5 against 100",
        ),
        ({"loss": 9.0, "mean_absolute_error": 99.0}, 100.0, ""),
        ({"loss": 9.0, "mean_absolute_error": 99.0}, None, ""),
        ({}, 0.5, ""),
    ],
)
def test_what_is_no_better_than_one_answer_for_all_is_said(
    metrics: dict[str, float], baseline: float | None, sentence: str
) -> None:
    history = History()
    history.apply(events.Finished("completed", 1, metrics, 1.0, baseline=baseline))
    assert (sentence in history.baseline_note) if sentence else history.baseline_note == ""
    assert History.from_dict(history.to_dict()).baseline_note == history.baseline_note


# The film of a small network --------------------------------------------------------------------


def frame(epoch: int, size: int = 3) -> Frame:
    return Frame(epoch, np.full(size, epoch, np.float32))


def test_a_film_has_a_frame_for_each_epoch_in_order_and_copies_keep_theirs() -> None:
    history = told(PREPARED, frame(0), frame(2))
    copy = history.copy()
    history.apply(frame(1))
    history.apply(Frame(2, np.full(3, 9, np.float32)))
    assert {epoch: weights[0] for epoch, weights in history.film.items()} == {0: 0, 1: 1, 2: 9}
    assert list(history.film) == [0, 1, 2]
    assert list(copy.film) == [0, 2]
    assert copy.film[2][0] == 2
    assert list(told(PREPARED, frame(0), frame(1), Rewound()).film) == []


def test_a_long_film_keeps_both_ends_and_early_frames_closer_than_late_ones() -> None:
    history = told(PREPARED, *(frame(epoch) for epoch in range(1001)))
    kept = list(history.film)
    assert len(kept) == MOST_FRAMES
    assert (kept[0], kept[-1]) == (0, 1000)
    assert kept[:10] == list(range(10))
    assert max(np.diff(kept[:50])) < min(np.diff(kept[-20:-1]))
    assert "film" not in history.to_dict()


def test_a_film_of_many_weights_has_fewer_frames() -> None:
    history = told(PREPARED, *(frame(epoch, 2000) for epoch in range(200)))
    assert len(history.film) == FILM_BYTES // 8000 == 50


def test_frames_of_large_networks_are_half_as_large_and_a_few_are_kept_of_the_largest() -> None:
    small, large = np.linspace(-3, 3, 2000, dtype=np.float32), np.linspace(-3, 3, 2001, dtype=np.float32)
    assert as_frame(small) is small
    assert as_frame(large).dtype == np.float16
    np.testing.assert_allclose(as_frame(large), large, rtol=1 / 2048)
    # A variance of numbers that are not scaled does not fit.
    wide = np.where(large > 2.9, np.float32(1e6), large)
    assert as_frame(wide) is wide
    history = told(PREPARED, *(Frame(epoch, as_frame(np.ones(50_000, np.float32))) for epoch in range(40)))
    assert len(history.film) == LEAST_FRAMES
    assert (min(history.film), max(history.film)) == (0, 39)


def test_an_ending_is_told_in_the_language_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    ended = History()
    ended.apply(FilmEnded("The film ends early: the disk is full."))
    ended.apply(Finished("diverged", 0, {}, 1.0))
    said = ENDINGS["diverged"].format(next_epoch=1)
    assert (ended.message, ended.told) == (f"{said} The film ends early: the disk is full.", ended.message)
    own = History()
    own.apply(Finished("limit", 0, {}, 1.0, message="This training has run for 3 hours."))
    with i18n.using("de"):
        assert ended.told == f"{said} The film ends early: the disk is full.".upper()
        assert own.told == own.message.upper()
        assert metric_words("val_accuracy") == "VALIDATION ACCURACY"
        assert show_metric("accuracy", 0.9125) == "91,2\u00a0%"
