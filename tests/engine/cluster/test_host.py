"""What a host does with the trainings that Dask hands to it, with an engine and a Dask that are played."""

from __future__ import annotations

import dataclasses
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nnplay.engine import job as training
from nnplay.engine.client import process
from nnplay.engine.cluster import host_engine
from nnplay.engine.cluster.folders import pack
from nnplay.engine.cluster.gpus import GPUS_VARIABLE, find_gpus
from nnplay.engine.cluster.host_engine import Host
from nnplay.engine.cluster.messages import HostGone, Needs, Placed, my_versions
from nnplay.engine.cluster.placement import CORE, GPU, resource
from nnplay.engine.protocol import Ended, Events, Kill, Start, Stop
from nnplay.training.events import Finished, Paused
from tests.engine.conftest import FAKE
from tests.engine.factories import TINY
from tests.engine.fake_engine import FINISHES, RUNS, WAITS
from tests.waiting import SECONDS, eventually


class PlayedWorker:
    """Stands for Dask's worker: notes what is told, by server."""

    name, address = "lab-1", "tls://10.0.0.7:4000"

    def __init__(self) -> None:
        self.state = SimpleNamespace(nthreads=3)
        self.told: list[tuple[str, str, Any]] = []

    def log_event(self, topic: str, content: bytes) -> None:
        address, message = pickle.loads(content)
        self.told.append((topic, address, message))

    def messages(self, job: str, kind: type) -> list[Any]:
        return [message for _, _, message in self.told if message.job == job and isinstance(message, kind)]


@pytest.fixture
def worker() -> PlayedWorker:
    return PlayedWorker()


@pytest.fixture
def host(worker: PlayedWorker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setattr(process, "COMMAND", (sys.executable, str(FAKE)))
    monkeypatch.setenv(GPUS_VARIABLE, "0,2")
    host = Host(worker)
    yield host
    host.close()


def start(job: str, seed: int = RUNS, **more: Any) -> Start:
    return Start(job, dataclasses.replace(TINY, seed=seed).to_json(), f"/on-the-server/{job}", **more)


class Task(threading.Thread):
    """A task of Dask: follows a training, and keeps what it ended with."""

    def __init__(self, host: Host, start: Start, server: str = "s", on_gpu: bool = False) -> None:
        super().__init__(daemon=True)
        self.error: Exception | None = None
        self._follow = lambda: host.follow(server, start, on_gpu)
        self.start()

    def run(self) -> None:
        try:
            self._follow()
        except Exception as error:
            self.error = error


def test_a_training_is_placed_told_to_its_server_and_followed_to_its_end(host: Host, worker: PlayedWorker) -> None:
    task = Task(host, start("u", FINISHES), "server-1")
    task.join(SECONDS)
    assert not task.is_alive()
    assert task.error is None
    assert {topic for topic, _, _ in worker.told} == {"nnplay-server-1"}
    assert {address for _, address, _ in worker.told} == {worker.address}
    kinds = [type(message) for _, _, message in worker.told]
    assert kinds[0] is Placed
    assert kinds[-1] is Ended
    assert any(isinstance(event, Finished) for told in worker.messages("u", Events) for event in told.events)
    assert host.about("server-1").running == {}


def test_one_that_pauses_leaves_its_core_to_others(host: Host, worker: PlayedWorker) -> None:
    task = Task(host, start("u", WAITS))
    task.join(SECONDS)
    assert not task.is_alive()
    assert task.error is None
    about = host.about("s")
    assert (about.running, about.paused, about.cores) == ({}, 1, 3)
    assert any(isinstance(event, Paused) for told in worker.messages("u", Events) for event in told.events)


def test_each_training_on_a_gpu_has_one_of_its_own(host: Host) -> None:
    Task(host, start("u"), on_gpu=True)
    assert eventually(lambda: "u" in host.about("s").running, SECONDS)
    Task(host, start("v"), on_gpu=True)
    assert eventually(lambda: "v" in host.about("s").running, SECONDS)
    Task(host, start("w"))
    assert eventually(lambda: "w" in host.about("s").running, SECONDS)
    assert eventually(lambda: all(job.start.folder.startswith(str(host._scratch)) for job in host._jobs.values()))
    assert {name: job.start.device for name, job in host._jobs.items()} == {"u": "0", "v": "2", "w": ""}
    assert host.resources == {resource(CORE, my_versions()): 3.0, resource(GPU, my_versions()): 2.0}


@pytest.mark.parametrize(("named", "found"), [("0, 2", ("0", "2")), ("", ()), ("GPU-7f", ("GPU-7f",))])
def test_a_host_lends_the_gpus_that_its_owner_names(
    named: str, found: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(GPUS_VARIABLE, named)
    assert find_gpus() == found


def test_the_process_of_a_training_sees_its_gpu_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []

    def stop_here(*arguments: Any, **more: Any) -> Any:
        seen.append({name: os.environ.get(name, "") for name in ("CUDA_VISIBLE_DEVICES", "TF_FORCE_GPU_ALLOW_GROWTH")})
        raise EOFError

    for name in ("CUDA_VISIBLE_DEVICES", "TF_FORCE_GPU_ALLOW_GROWTH"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(name, "")  # put back by the fixture, whatever the training sets
    monkeypatch.setattr(training, "Control", stop_here)
    for device in ("2", ""):
        with pytest.raises(EOFError):
            training.train(start("u", device=device), Pipe()[1])
    assert seen[0] == {"CUDA_VISIBLE_DEVICES": "2", "TF_FORCE_GPU_ALLOW_GROWTH": "true"}


def test_a_training_that_goes_on_waits_for_its_files(host: Host, worker: PlayedWorker, tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_text("trained before")
    task = Task(host, start("u", FINISHES, base="/on-the-server/b"))
    assert eventually(lambda: worker.messages("u", Needs), SECONDS)
    (needs,) = worker.messages("u", Needs)
    assert needs.files == ("run",)
    assert not worker.messages("u", Placed)
    host.bring("u", "run", pack(tmp_path))
    task.join(SECONDS)
    assert not task.is_alive()
    assert worker.messages("u", Placed)
    # What was brought lies where its engine was told, until the server has all.
    assert (host._folder("u-base") / "model.keras").read_text() == "trained before"
    host.release("u")
    assert not host._folder("u-base").exists()
    assert not host._folder("u").exists()


def test_a_training_that_is_let_go_while_it_waits_for_files_leaves_its_place(host: Host, worker: PlayedWorker) -> None:
    task = Task(host, start("u", more=3))
    assert eventually(lambda: worker.messages("u", Needs), SECONDS)
    host.release("u")
    task.join(SECONDS)
    assert not task.is_alive()
    assert isinstance(task.error, HostGone)
    assert host.about("s").running == {}


def test_wishes_reach_a_training_that_is_here_and_no_other(host: Host, worker: PlayedWorker) -> None:
    task = Task(host, start("u"))
    assert eventually(lambda: worker.messages("u", Events), SECONDS)
    host.obey(Stop("elsewhere"))
    host.obey(Stop("u"))
    task.join(SECONDS)
    assert not task.is_alive()
    assert not worker.messages("elsewhere", Events)


def test_an_engine_that_dies_gives_its_trainings_back_and_another_one_starts(host: Host, worker: PlayedWorker) -> None:
    task = Task(host, start("u"))
    assert eventually(lambda: worker.messages("u", Events), SECONDS)
    assert host._process
    os.kill(host._process.id, signal.SIGKILL)
    task.join(SECONDS)
    assert isinstance(task.error, HostGone)
    again = Task(host, start("v", FINISHES))
    again.join(SECONDS)
    assert not again.is_alive()
    assert again.error is None


def test_trainings_of_a_server_that_asks_no_more_end(
    host: Host, worker: PlayedWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = Task(host, start("u"), "alive"), Task(host, start("v"), "gone")
    assert eventually(lambda: worker.messages("u", Events) and worker.messages("v", Events), SECONDS)
    with host._changed:
        host._seen["gone"] -= 2 * host_engine.UNSEEN_SECONDS
    theirs.join(SECONDS)
    assert not theirs.is_alive()
    assert mine.is_alive()
    assert host.about("alive").running == {"u": "alive"}
    host.obey(Kill("u"))


def test_a_question_is_answered_from_the_folder_here(host: Host) -> None:
    Task(host, start("u", FINISHES)).join(SECONDS)
    assert host.ask("echo", {"value": 7, "folder": "/on-the-server/u"}, "u").result(SECONDS) == 7
