"""A setting that was changed while a training runs is offered to it, and then belongs to it."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.engine.client import Engine
from nnplay.training.events import EpochEnd, Paused, SettingsChanged
from tests.pages.factories import labels, session_of, texts
from tests.pages.test_control import PREPARED, given

OFFER = "Not in this training yet: **Batch size 16 → 4**"


def test_a_training_that_waits_is_offered_another_batch_size(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(Engine, "_command", lambda engine, job, *command: sent.append(command))
    run = given(at, PREPARED, EpochEnd(1, {"loss": 1.0, "val_loss": 1.0}, 0.1), Paused(2, 0))
    assert "Go on with it" not in labels(at)
    session = session_of(at)
    other = session.spec.with_training(batch_size=4)
    session.replace_spec(other)
    at.run()
    assert OFFER in texts(at)
    next(button for button in at.button if button.label == "Go on with it").click().run()
    assert sent == [("change_settings", other.to_json())]
    # It is its own from now on, and is told so when its next epoch begins.
    assert "Go on with it" not in labels(at)
    assert run.is_of(other)
    run.job.apply([SettingsChanged(2, ("Batch size 16 → 4",), other.to_json())])
    assert run.job.spec == other

    # What no training can change is left to Train.
    session.replace_spec(other.with_seed(3))
    at.run()
    assert "Go on with it" not in labels(at)
