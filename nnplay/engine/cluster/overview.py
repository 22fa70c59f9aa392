"""A cluster as a server sees it, in figures and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from nnplay.engine.cluster.messages import VERSION_TITLES, HostInfo, my_versions
from nnplay.i18n import joined, tr

HeldState = Literal["waiting", "given", "training", "paused", "copying"]
"""Of a training: it waits for a free computer; Dask has it and finds one; it trains; it waits for its student there;
its files are on their way to the server."""

MOST_NAMED = 3
"""Computers that one sentence names."""


@dataclass(frozen=True)
class HeldTraining:
    """A training of this server that has not ended.

    Args:
        name: Of the job.
        spec: The experiment as JSON.
        state: Where it stands.
        host: Address of its host; empty while it has none.
        seconds: Since it was asked for, or since it began where it is.
        on_gpu: Whether it has, or waits for, a GPU.
        moves: Hosts that were lost under it.
        progress: Share of its batches that are done, 0..1.
    """

    name: str
    spec: str
    state: HeldState
    host: str = ""
    seconds: float = 0.0
    on_gpu: bool = False
    moves: int = 0
    progress: float = 0.0


@dataclass(frozen=True)
class Overview:
    """A cluster as a server sees it.

    Args:
        hosts: What the hosts say of themselves, by address.
        silent: Computers that Dask knows of, but which do not answer nnplay: a sentence each.
        trainings: Of this server.
        address: Of the scheduler; empty while it is not connected.
    """

    hosts: Mapping[str, HostInfo] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    trainings: tuple[HeldTraining, ...] = ()
    address: str = ""

    @property
    def good(self) -> list[HostInfo]:
        """Hosts that can be used."""
        mine = my_versions()
        return [host for host in self.hosts.values() if host.versions == mine]

    @property
    def refused(self) -> tuple[str, ...]:
        """A sentence for each host that is not used."""
        return (*refusals(self.hosts.values()), *self.silent)

    @property
    def running(self) -> dict[str, str]:
        """Address of its host, by the name of each training that has one."""
        return {each.name: each.host for each in self.trainings if each.host}

    @property
    def waiting(self) -> list[HeldTraining]:
        """Trainings without a host, the longest wait first."""
        return sorted((each for each in self.trainings if not each.host), key=lambda each: -each.seconds)

    @property
    def hindrance(self) -> str:
        """Why nothing can be trained although the scheduler answers, as a sentence; empty where something can."""
        if self.good or not self.address:
            return ""
        said = [differing(host) for host in self.hosts.values()]
        if len(said) > MOST_NAMED:
            said[MOST_NAMED:] = [tr("and {count} more have other versions, too", count=len(said) - MOST_NAMED)]
        if not said:
            said = [tr("none of them answers nnplay") if self.silent else tr("none is connected")]
        return tr("No computer of the cluster can train now: {why}.", why="; ".join(said))


def differing(host: HostInfo) -> str:
    """What a host has and the server has not: `lab-2 has Keras 3.14.1, the server 3.15.0`."""
    theirs = dict(host.versions)
    pairs = [(name, theirs.get(name, ""), mine) for name, mine in my_versions() if theirs.get(name) != mine]
    one = len(pairs) == 1
    there = joined([_told(name, version) for name, version, _ in pairs])
    here = joined([(mine or tr("none")) if one else _told(name, mine) for name, _, mine in pairs])
    return tr("{name} has {there}, the server {here}", name=host.name, there=there, here=here)


def _told(name: str, version: str) -> str:
    return f"{VERSION_TITLES[name]} {version}" if version else tr("no {name}", name=VERSION_TITLES[name])


def refusals(hosts: Iterable[HostInfo]) -> list[str]:
    """A sentence for each host whose versions are not the server's."""
    mine = my_versions()
    return [
        tr("{name} is not used: {why}.", name=host.name, why=differing(host)) for host in hosts if host.versions != mine
    ]
