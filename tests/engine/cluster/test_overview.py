"""What a server tells of its cluster, in figures and sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from nnplay.catalogue import SPECS
from nnplay.engine.cluster.messages import HostInfo, my_versions
from nnplay.engine.cluster.overview import HeldTraining, Overview
from nnplay.engine.cluster.placement import CORE, THREADS_VARIABLE, resource, threads
from nnplay.engine.workers import core_count
from nnplay.errors import EngineError

pytest.importorskip("distributed")  # of `nnplay[cluster]`

from nnplay.engine.cluster import host as hosts
from nnplay.engine.cluster import lookout

ADDRESS = "tls://lab:8786"
SPIRAL = SPECS["spiral"].to_json()


def host(name: str, **versions: str) -> HostInfo:
    return HostInfo(name, tuple((known, versions.get(known, mine)) for known, mine in my_versions()), 4)


def overview(*found: HostInfo, silent: tuple[str, ...] = (), trainings: tuple[HeldTraining, ...] = ()) -> Overview:
    return Overview({each.name: each for each in found}, silent, trainings, ADDRESS)


def test_where_no_computer_has_the_right_versions_a_sentence_names_both() -> None:
    mine = dict(my_versions())
    assert overview(host("lab-2", keras="3.14.1")).hindrance == (
        f"No computer of the cluster can train now: lab-2 has Keras 3.14.1, the server {mine['keras']}."
    )
    both = overview(host("lab-2", keras="3.14.1", numpy="")).hindrance
    assert f"lab-2 has Keras 3.14.1 and no NumPy, the server Keras {mine['keras']} and NumPy {mine['numpy']}." in both
    many = overview(*(host(f"lab-{number}", keras="1") for number in range(5))).hindrance
    assert "lab-2 has" in many
    assert "lab-3" not in many
    assert "2 more" in many
    assert overview().hindrance == "No computer of the cluster can train now: none is connected."


def test_one_good_computer_is_enough_and_the_others_are_still_named() -> None:
    seen = overview(host("lab-1"), host("lab-2", python="3.10.1"), silent=("lab-3 does not answer.",))
    assert seen.hindrance == ""
    assert [each.name for each in seen.good] == ["lab-1"]
    version, silent = seen.refused
    assert "Python 3.10.1, the server" in version
    assert silent == "lab-3 does not answer."
    assert Overview().hindrance == ""  # not connected is another trouble, which the engine tells


def test_what_waits_longest_comes_first_and_what_runs_has_a_host() -> None:
    trainings = (
        HeldTraining("a", SPIRAL, "waiting", seconds=2.0),
        HeldTraining("b", SPIRAL, "training", "lab-1", 9.0),
        HeldTraining("c", SPIRAL, "given", seconds=5.0),
    )
    seen = overview(host("lab-1"), trainings=trainings)
    assert [each.name for each in seen.waiting] == ["c", "a"]
    assert seen.running == {"b": "lab-1"}


class FakeClient:
    """Dask's client as far as it looks for hosts: each answers as it is told, or never."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.scheduler = self

    async def identity(self, n_workers: int) -> dict[str, Any]:
        assert n_workers == -1  # else there are five at most
        ours = {resource(CORE, my_versions()): 1.0}
        return {"workers": {name: {"name": name, "resources": {} if name == "bare" else ours} for name in self.answers}}

    async def _run(self, function: Callable[..., Any], server: str, workers: list[str], on_error: str) -> Any:
        (name,) = workers
        self.asked.append(name)
        assert function is hosts.about
        if self.answers[name] is None:
            await asyncio.Event().wait()
        return {name: self.answers[name]}


def test_a_computer_that_sleeps_does_not_make_the_others_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "ANSWER_SECONDS", 0.05)
    client = FakeClient(a=host("a"), asleep=None, bare=None, none=ModuleNotFoundError("nnplay"))

    async def looks() -> tuple[Any, ...]:
        found = lookout.Lookout(client, "server")
        first = await found.look(1.0)
        known = found._known["asleep"]
        known.since -= 25.0
        second = await found.look(1.0)
        client.answers = {"a": client.answers["a"]}
        third = await found.look(1.0)
        return first, second, third

    (hosts_1, silent_1), (_, silent_2), (hosts_3, silent_3) = asyncio.run(looks())
    assert list(hosts_1) == ["a"]
    assert silent_1 == (
        "bare is not used: it was started without --preload nnplay.engine.cluster.host.",
        "none is not used: nnplay is not installed there.",
    )
    assert "asleep has not answered for 25 s." in silent_2
    assert client.asked.count("asleep") == 1  # not asked again while it has not answered
    assert "bare" not in client.asked  # its log would fill
    assert (list(hosts_3), silent_3) == (["a"], ())


def test_a_computer_that_falls_silent_is_counted_on_for_some_seconds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "ANSWER_SECONDS", 0.05)
    client = FakeClient(a=host("a"))

    async def looks() -> list[list[str]]:
        found, seen = lookout.Lookout(client, "server"), []
        for seconds in (0.0, 1.0, lookout.SILENT_SECONDS):
            if seconds:
                client.answers["a"] = None
                found._known["a"].since -= seconds
            seen.append(list((await found.look(1.0))[0]))
        return seen

    assert asyncio.run(looks()) == [["a"], ["a"], []]


def test_each_training_has_as_many_threads_as_the_server_says_whatever_host_it_gets_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(THREADS_VARIABLE, raising=False)
    assert threads() == core_count()
    monkeypatch.setenv(THREADS_VARIABLE, " 3 ")
    assert threads() == 3
    for wrong in ("0", "-1", "two"):
        monkeypatch.setenv(THREADS_VARIABLE, wrong)
        with pytest.raises(EngineError, match=THREADS_VARIABLE):
            threads()
