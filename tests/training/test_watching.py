"""The example that somebody watches while a network is trained: what its layers say to it is told."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.inspection.results import PictureFrame
from nnplay.training import control
from nnplay.training.events import ExampleSeen, Paused, Rewound, WatchedExample
from nnplay.training.history import MOST_SEEN, History
from tests.training.test_control import EPOCHS, Pupil
from tests.waiting import SECONDS, eventually


def test_the_watched_example_is_told_at_once_while_paused_and_again_as_training_goes_on() -> None:
    with Pupil() as pupil:
        pupil.control.watch(WatchedExample("one", np.ones(1, np.float32)))
        assert eventually(lambda: len(pupil.told(ExampleSeen)) == 1, SECONDS)
        (seen,) = pupil.told(ExampleSeen)
        assert (seen.epoch, seen.example) == (0, "one")
        expected = pupil.model.predict(np.ones((1, 1)), verbose=0)[0]
        np.testing.assert_allclose(seen.frame.layers[-1].values, expected, atol=1e-6)
        assert len(pupil.told(Paused)) == 1, "it waits on"

        pupil.control.watch(WatchedExample("one", np.ones(1, np.float32)))  # only says that somebody still watches
        pupil.control.watch(WatchedExample("wrong shape", np.ones(2, np.float32)))
        pupil.control.watch(WatchedExample("two", np.full(1, 2, np.float32)))
        assert eventually(lambda: pupil.told(ExampleSeen)[-1].example == "two", SECONDS)
        assert [one.example for one in pupil.told(ExampleSeen)] == ["one", "two"]
        pupil.control.resume()
        assert eventually(lambda: pupil.ended == "completed", SECONDS)
        last = pupil.told(ExampleSeen)[-1]
        assert (last.epoch, last.example) == (EPOCHS, "two"), "the end is always told"


def test_nobody_watches_no_more_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "WATCH_SECONDS", -1.0)
    with Pupil() as pupil:
        pupil.control.watch(WatchedExample("one", np.ones(1, np.float32)))
        pupil.control.resume()
        assert eventually(lambda: pupil.ended == "completed", SECONDS)
        assert not pupil.told(ExampleSeen)


def test_a_history_keeps_the_newest_frames_of_one_example() -> None:
    history = History()
    frames = [ExampleSeen(0.1 * number, "one", PictureFrame(())) for number in range(6)]
    for event in frames:
        history.apply(event)
    assert history.seen == tuple(frames[-MOST_SEEN:])
    other = ExampleSeen(1.0, "two", PictureFrame(()))
    history.apply(other)
    assert history.seen == (other,)
    assert history.go_on().seen == ()
    history.apply(Rewound())
    assert history.seen == ()
