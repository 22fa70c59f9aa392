"""One real engine for all tests, since TensorFlow takes seconds to load, and scripted ones."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nnplay.engine.client import Engine, process
from nnplay.engine.preparation import SWITCH
from tests.engine.stage import Stage
from tests.waiting import SECONDS, eventually

FAKE = Path(__file__).with_name("fake_engine.py")


@pytest.fixture(scope="package")
def shared_engine() -> Iterator[Engine]:
    """Ends with this room: its processes hold a gigabyte."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(SWITCH, raising=False)
        engine = Engine()
        assert engine.wait_ready(90)
    yield engine
    engine.close()


@pytest.fixture(autouse=True)
def as_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trainings are prepared, whatever other tests have set in this process."""
    monkeypatch.delenv(SWITCH, raising=False)


@pytest.fixture
def engine(shared_engine: Engine) -> Engine:
    """The real engine, ready, without trainings."""
    assert shared_engine.wait_ready(90)
    assert eventually(lambda: not shared_engine._jobs)
    return shared_engine


@pytest.fixture
def fake_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Engine]]:
    """Makes engines whose process is `fake_engine.py`: it speaks the protocol and starts at once."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, str(FAKE)))
    made: list[Engine] = []

    def make(folder: Path | None = None, start_after: float = 0.0) -> Engine:
        made.append(Engine(folder, start_after))
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A supervisor with two cores and one inspector."""
    stage = Stage()
    yield stage
    stage.server.close()
    stage.thread.join(SECONDS)
    assert not stage.thread.is_alive()
