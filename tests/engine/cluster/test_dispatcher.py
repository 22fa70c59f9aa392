"""What is handed to the cluster and what becomes of it, played through without Dask."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import nnplay
from nnplay.engine.cluster.dispatcher import GIVEN_SECONDS, MOST_MOVES, Dispatcher
from nnplay.engine.cluster.messages import CHANGED_NOTE, LOST_NOTE, MOVED_TOO_OFTEN, HostInfo, Placed, my_versions
from nnplay.engine.protocol import Answer, Ask, Command, Ended, Events, Kill, Start, Stop
from nnplay.errors import EngineError
from nnplay.training.events import EpochEnd, Failed, Finished, Paused, Queued, Relocated, Resumed

SPEC = nnplay.presets["line"].to_json()
IMAGES = nnplay.presets["mnist-convnet"].to_json()
DONE = Finished("completed", 0, {"loss": 1.0}, 1.0)


class Noted:
    """Lines that only note what was said."""

    def __init__(self) -> None:
        self.said: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: self.said.append((name, *arguments))

    def of(self, name: str) -> list[tuple[Any, ...]]:
        return [each[1:] for each in self.said if each[0] == name]


class Played:
    """A dispatcher with its lines, and what it told the server."""

    def __init__(self, *hosts: HostInfo) -> None:
        self.lines, self.told = Noted(), list[Any]()
        self.dispatcher = Dispatcher("server", self.lines, self.told.append)
        self.see(*hosts)

    def see(self, *hosts: HostInfo) -> None:
        self.dispatcher.see({host.name: host for host in hosts})

    def start(self, job: str, spec: str = SPEC, **more: Any) -> None:
        self.dispatcher.obey(Start(job, spec, f"/runs/{job}", **more))

    def place(self, job: str, host: str) -> None:
        self.dispatcher.hear(host, Placed(job))

    def events(self, job: str) -> list[Any]:
        return [event for told in self.told if isinstance(told, Events) and told.job == job for event in told.events]

    @property
    def submitted(self) -> list[tuple[str, str]]:
        return [(start.job, kind) for start, kind in self.lines.of("submit")]


def host(name: str, cores: int = 1, gpus: Sequence[str] = (), **running: str) -> HostInfo:
    return HostInfo(name, my_versions(), cores, tuple(gpus), True, running)


def test_no_more_is_handed_over_than_hosts_are_free_and_the_rest_hears_its_place() -> None:
    played = Played(host("a"), host("b"))
    for job in "uvwx":
        played.start(job)
    assert played.submitted == [("u", "core"), ("v", "core")]
    assert played.events("w") == [Queued(0)]
    assert played.events("x") == [Queued(1)]
    played.dispatcher.left("u")
    assert played.submitted[-1] == ("w", "core")
    assert played.events("x")[-1] == Queued(0)


def test_what_other_servers_train_takes_room_too() -> None:
    played = Played(host("a", 2, theirs="other", mine="server"))
    played.start("u")
    played.start("v")
    assert played.submitted == [("u", "core")]


def test_convolutions_go_to_a_gpu_where_there_is_one_and_small_networks_to_a_core() -> None:
    played = Played(host("a", 2, gpus=["0"]))
    played.start("u", IMAGES)
    played.start("v", IMAGES)
    played.start("w")
    assert played.submitted == [("u", "gpu"), ("w", "core")]
    without = Played(host("a", 2))
    without.start("u", IMAGES)
    assert without.submitted == [("u", "core")]


def test_a_run_counts_as_finished_once_its_files_are_here() -> None:
    played = Played(host("a"))
    played.start("u")
    played.place("u", "a")
    played.dispatcher.hear("a", Events("u", [EpochEnd(1, {}, 0.1), DONE]))
    assert played.events("u") == [EpochEnd(1, {}, 0.1)]
    played.dispatcher.hear("a", Ended("u", 0))
    assert played.lines.of("collect") == [("a", "u", Path("/runs/u"))]
    assert DONE not in played.events("u")
    played.dispatcher.collected("u")
    assert played.told[-2:] == [Events("u", [DONE]), Ended("u", 0)]


def test_files_that_can_no_longer_be_had_mean_that_it_is_trained_again() -> None:
    played = Played(host("a"), host("b"))
    played.start("u")
    played.place("u", "a")
    played.dispatcher.hear("a", Events("u", [DONE]))
    played.dispatcher.hear("a", Ended("u", 0))
    played.dispatcher.left("u")
    played.dispatcher.collected("u", is_lost=True)
    assert played.events("u") == [Relocated(LOST_NOTE)]
    assert len(played.submitted) == 2


@pytest.mark.parametrize(("seconds", "again"), [(GIVEN_SECONDS + 1, True), (1.0, False)])
def test_a_training_that_no_host_has_begun_may_go_to_one_that_comes_later(
    monkeypatch: pytest.MonkeyPatch, seconds: float, again: bool
) -> None:
    now = [100.0]
    monkeypatch.setattr("nnplay.engine.cluster.dispatcher.time", SimpleNamespace(monotonic=lambda: now[0]))
    played = Played(host("busy"), host("gone"))
    for job in "uv":
        played.start(job)
    played.place("u", "busy")
    now[0] += seconds
    played.see(host("busy"))  # the other one was lost before it began
    assert played.lines.of("cancel") == []
    played.see(host("busy", mine="server"), host("new"))
    assert played.lines.of("cancel") == [("v",)] * again
    assert [job for job, _ in played.submitted] == ["u", "v", *["v"] * again]


@pytest.mark.parametrize("changes", [False, True])
def test_a_lost_host_starts_its_training_elsewhere_and_says_what_is_gone(changes: bool) -> None:
    played = Played(host("a"), host("b"))
    played.start("u")
    played.place("u", "a")
    if changes:
        played.dispatcher.obey(Command("u", "set_learning_rate", 0.1))
    played.dispatcher.failed("u", "", True)
    assert played.events("u") == [Relocated(CHANGED_NOTE if changes else LOST_NOTE)]
    assert len(played.submitted) == 2
    played.dispatcher.hear("a", Events("u", [EpochEnd(7, {}, 0.1)]))  # a last word of the lost one
    assert len(played.events("u")) == 1
    played.place("u", "b")
    played.dispatcher.hear("b", Events("u", [EpochEnd(1, {}, 0.1)]))
    assert played.events("u")[-1] == EpochEnd(1, {}, 0.1)


def test_a_paused_training_leaves_its_core_and_is_begun_again_if_its_host_goes() -> None:
    played = Played(host("a"))
    played.start("u")
    played.start("v")
    played.place("u", "a")
    played.dispatcher.hear("a", Events("u", [Paused(1, 0)]))
    played.dispatcher.left("u")
    assert [job for job, _ in played.submitted] == ["u", "v"]
    played.see(host("b"))
    assert played.events("u")[-2:] == [Relocated(LOST_NOTE), Queued(0)]
    assert played.events("v") == [Queued(0)]  # its task tells what becomes of it


def test_a_training_that_goes_on_keeps_the_epochs_that_it_had() -> None:
    played = Played(host("a"), host("b"))
    longer = nnplay.presets["line"].with_training(epochs=30)
    played.start("u", longer.to_json(), more=10)
    played.place("u", "a")
    played.dispatcher.failed("u", "", True)
    assert played.events("u") == [Relocated(LOST_NOTE, 20)]


def test_a_training_that_loses_host_after_host_ends_with_a_sentence() -> None:
    played = Played(host("a"))
    played.start("u")
    for _ in range(MOST_MOVES + 1):
        played.place("u", "a")
        played.dispatcher.failed("u", "", True)
    assert played.events("u")[-1] == Failed(MOVED_TOO_OFTEN)
    assert played.told[-1] == Ended("u", 0)


def test_a_training_that_fails_anywhere_is_not_tried_again() -> None:
    played = Played(host("a"))
    played.start("u")
    played.dispatcher.failed("u", "Its file is not here.", False)
    assert played.events("u") == [Failed("Its file is not here.")]
    assert len(played.submitted) == 1


def test_wishes_before_there_is_a_host_are_passed_on_when_there_is_one() -> None:
    played = Played(host("a"))
    played.start("u")
    played.dispatcher.obey(Command("u", "pause"))
    assert not played.lines.of("say")
    played.place("u", "a")
    assert played.lines.of("say") == [("a", Command("u", "pause"))]
    played.dispatcher.obey(Stop("u"))
    assert played.lines.of("say")[-1] == ("a", Stop("u"))


@pytest.mark.parametrize("message", [Stop("v"), Kill("v")])
def test_one_that_is_stopped_before_it_has_a_host_never_begins(message: Stop | Kill) -> None:
    played = Played(host("a"))
    played.start("u")
    played.start("v")
    played.dispatcher.obey(message)
    ending = played.events("v")[-1]
    assert isinstance(ending, Finished)
    assert (ending.reason, ending.test_metrics) == ("stopped", {})
    assert played.told[-1] == Ended("v", 0)
    played.dispatcher.left("u")
    assert [job for job, _ in played.submitted] == ["u"]
    played.place("v", "a")  # it was just being placed
    assert played.lines.of("say") == [("a", Kill("v"))]


def test_a_stopped_training_whose_host_is_lost_is_not_begun_again() -> None:
    played = Played(host("a"), host("b"))
    played.start("u")
    played.place("u", "a")
    played.dispatcher.obey(Stop("u"))
    played.dispatcher.failed("u", "", True)
    assert isinstance(played.events("u")[-1], Failed)
    assert len(played.submitted) == 1


def test_dask_may_begin_a_lost_training_again_by_itself() -> None:
    played = Played(host("a"), host("b"))
    played.start("u")
    played.place("u", "a")
    played.place("u", "b")
    assert played.events("u") == [Relocated(LOST_NOTE)]
    played.dispatcher.hear("b", Events("u", [Resumed()]))
    assert played.events("u")[-1] == Resumed()


def test_questions_go_where_the_training_is_or_was_and_else_stay_here(tmp_path: Path) -> None:
    played = Played(host("a"))
    folder = tmp_path / "run"
    folder.mkdir()
    played.dispatcher.obey(Start("u", SPEC, str(folder)))
    question = Ask(1, "weights", {"folder": str(folder)})
    played.dispatcher.obey(question)
    assert played.lines.of("ask_here") == [(question,)]
    played.place("u", "a")
    played.dispatcher.obey(question)
    assert played.lines.of("ask") == [("a", "u", question)]
    played.dispatcher.hear("a", Events("u", [DONE]))
    played.dispatcher.hear("a", Ended("u", 0))
    played.dispatcher.collected("u")
    played.dispatcher.obey(question)
    assert len(played.lines.of("ask")) == 2
    played.dispatcher.obey_elsewhere(question, "a")  # the host did not answer: the files are here too
    assert played.lines.of("ask_here") == [(question,), (question,)]
    played.dispatcher.obey(question)
    assert len(played.lines.of("ask")) == 2


def test_a_question_about_a_lost_training_is_told_so() -> None:
    played = Played(host("a"))
    played.start("u")
    played.place("u", "a")
    question = Ask(1, "weights", {"folder": "/runs/u"})
    played.dispatcher.obey(question)
    played.dispatcher.obey_elsewhere(question, "a")
    answer = played.told[-1]
    assert isinstance(answer, Answer)
    assert isinstance(answer.error, EngineError)


def test_hosts_with_other_versions_get_nothing_and_both_versions_are_named() -> None:
    mine = my_versions()
    old = tuple((name, "3.0.0" if name == "keras" else version) for name, version in mine)
    played = Played(HostInfo("old", old, 4))
    played.start("u")
    assert not played.submitted
    assert dict(mine)["keras"] in played.dispatcher.refused[0]
    assert "Keras" in played.dispatcher.refused[0]
    assert "3.0.0" in played.dispatcher.refused[0]
    played.see(host("a"))
    assert played.submitted == [("u", "core")]


def test_history_forgets_what_a_lost_host_had_trained_and_keeps_the_rest() -> None:
    history = nnplay.training.history.History()
    for epoch in (1, 2, 3):
        history.apply(EpochEnd(epoch, {"loss": 1.0 / epoch}, 0.1))
        history.apply(nnplay.training.events.Frame(epoch, np.zeros(2, np.float32)))
    history.apply(Relocated(LOST_NOTE, 2))
    assert (history.epochs, history.columns, sorted(history.film)) == ([1, 2], {"loss": [1.0, 0.5]}, [1, 2])
    assert (history.status, history.note) == ("queued", LOST_NOTE)
    history.apply(Relocated(LOST_NOTE))
    assert (history.epochs, history.columns, history.film) == ([], {}, {})
