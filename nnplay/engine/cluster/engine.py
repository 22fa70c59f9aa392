"""The engine of a server whose trainings run on a cluster."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from nnplay.engine.client.job import Job
from nnplay.engine.client.sharing import Engine
from nnplay.engine.cluster.address import ClusterAddress
from nnplay.engine.cluster.overview import Overview
from nnplay.errors import EngineError
from nnplay.i18n import N_, tr
from nnplay.spec import ExperimentSpec

BROKE_OFF = (
    "The connection to the computers that train was lost. The experiment is still here. nnplay connects again by "
    "itself; try again in a moment."
)
NOT_INSTALLED = N_(
    "Training on a cluster needs packages that are not installed here: pip install -r requirements-cluster.txt"
)


class ClusterEngine(Engine):
    """An engine that trains on the hosts of a cluster; pages do not know which one they have.

    Where the cluster can't be used, its `message` says why, and it tries again from time to time.

    Args:
        address: Of the cluster; as the environment says if None.
        folder, start_after: As `Engine` has them.
    """

    longest_wait, broke_off = 30.0, BROKE_OFF

    def __init__(
        self, address: ClusterAddress | None = None, folder: Path | None = None, start_after: float = 0.0
    ) -> None:
        self._address = address
        super().__init__(folder, start_after)

    def _new_process(self) -> Any:
        address = self._address or ClusterAddress.from_environment()
        if address is None:
            raise EngineError(tr("No cluster is named."))
        try:
            from nnplay.engine.cluster.process import ClusterProcess
        except ModuleNotFoundError as error:
            raise EngineError(NOT_INSTALLED) from error
        return ClusterProcess(self._scratch, address.checked())

    def prepare(self, owner: str, spec: ExperimentSpec, *, more: Job | None = None) -> None:
        """Does nothing: a core of a cluster is not kept waiting for somebody who may press Train."""

    @property
    def places(self) -> int:
        """Trainings that can run at once on all hosts that can be used; at least 1."""
        return max(1, sum(host.cores + len(host.gpus) for host in self.overview().good))

    def overview(self) -> Overview:
        """Who is there and what waits."""
        process = self._process
        link = process.link if process else None
        if not link:
            return Overview()
        seen = link.dispatcher.overview(link.address)
        jobs = dict(self._jobs)
        trainings = (
            replace(each, progress=jobs[each.name].history.progress) if each.name in jobs else each
            for each in seen.trainings
        )
        return replace(seen, trainings=tuple(trainings))

    @property
    def hindrance(self) -> str:
        """Why nothing can be trained although the scheduler answers, as a sentence; empty where something can."""
        process = self._process
        link = process.link if process else None
        return link.dispatcher.overview(link.address).hindrance if link else ""

    @property
    def computers(self) -> int:
        """Computers that train, or could."""
        process = self._process
        return len(process.link.dispatcher.good_hosts) if process and process.link else 0
