"""The progress bar, on scripted events."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable

import pytest

from nnplay.training import events as told
from nnplay.training import progress
from nnplay.training.events import BatchEnd, EpochEnd, Event, Finished, Prepared
from nnplay.training.progress import ProgressBar

PREPARED = Prepared(4, 10, {"training": 1234}, 5678, "fit", "Because.")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def epoch(number: int) -> EpochEnd:
    return EpochEnd(number, {"accuracy": number / 10, "loss": 1 / number, "val_accuracy": 0.5, "val_loss": 2.0}, 3.0)


def written(events: Iterable[Event], out: io.StringIO) -> str:
    bar = ProgressBar(out)
    for event in events:
        bar(event)
    return out.getvalue()


def test_outside_of_a_terminal_an_epoch_is_a_line_with_its_numbers_and_the_time_left() -> None:
    events: list[Event] = [
        PREPARED,
        BatchEnd(1, 5),
        epoch(1),
        BatchEnd(2, 5),
        epoch(2),
        epoch(3),
        epoch(4),
        told.Testing(),
    ]
    first, *lines = written(events, io.StringIO()).splitlines()
    assert first == "5,678 parameters, 1,234 training examples. Because."
    assert lines == [
        "Epoch 1/4 [######..................]  loss 1, val_loss 2, accuracy 10.0%, val_accuracy 50.0%",
        "Epoch 2/4 [############............]  6.0 s left  loss 0.5, val_loss 2, accuracy 20.0%, val_accuracy 50.0%",
        "Epoch 3/4 [##################......]  3.0 s left  loss 0.3333, val_loss 2, accuracy 30.0%, val_accuracy 50.0%",
        "Epoch 4/4 [########################]  loss 0.25, val_loss 2, accuracy 40.0%, val_accuracy 50.0%",
    ]


def test_a_thousand_epochs_are_ten_lines() -> None:
    prepared = Prepared(1000, 1, {}, 1)
    events: list[Event] = [
        prepared,
        *(epoch(number) for number in range(1, 1001)),
        told.Testing(),
        Finished("completed", 1000, {}, 1.0),
    ]
    lines = written(events, io.StringIO()).splitlines()[1:]
    assert [line.split()[1] for line in lines] == [f"{number}/1000" for number in range(100, 1001, 100)]


def test_a_training_that_ends_early_is_told_to_its_last_epoch() -> None:
    events: list[Event] = [Prepared(100, 1, {}, 1), epoch(1), epoch(2), told.Testing()]
    lines = written(events, io.StringIO()).splitlines()
    assert [line.split()[1] for line in lines[1:]] == ["2/100"]


def test_in_a_terminal_one_line_is_drawn_again_and_fits_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress.shutil, "get_terminal_size", lambda *_, **__: os.terminal_size((40, 24)))
    monkeypatch.setattr(progress, "REDRAW_SECONDS", 0.0)
    text = written([PREPARED, BatchEnd(1, 5), epoch(1), BatchEnd(2, 5), epoch(2), told.Testing()], Terminal())
    _, bar = text.split("\n", 1)
    assert bar.endswith("\n")
    assert bar.count("\n") == 1
    drawn = bar.removesuffix("\n").split("\r")[1:]
    assert [len(line) for line in drawn] == [39] * 5
    assert [line.split()[1] for line in drawn] == ["0/4", "1/4", "1/4", "2/4", "2/4"]
    # Half an epoch of four is an eighth of the bar.
    assert [line.count("#") for line in drawn] == [3, 6, 9, 12, 12]


def test_a_terminal_is_not_drawn_for_each_of_many_quick_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress.time, "monotonic", lambda: 100.0)
    text = written([Prepared(500, 1, {}, 1), *map(epoch, range(1, 501)), told.Testing()], Terminal())
    assert text.count("\r") == 2  # the first and the last one
