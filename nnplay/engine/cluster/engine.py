"""The engine of a server whose trainings run on a cluster."""

from __future__ import annotations

from pathlib import Path

from nnplay.engine.client.job import Job
from nnplay.engine.client.sharing import Engine
from nnplay.engine.cluster.address import ClusterAddress
from nnplay.engine.cluster.link import ClusterProcess
from nnplay.spec import ExperimentSpec


class ClusterEngine(Engine):
    """An engine that trains on the hosts of a cluster; pages do not know which one they have.

    Args:
        address: Of the cluster.
        folder, start_after: As `Engine` has them.
    """

    def __init__(self, address: ClusterAddress, folder: Path | None = None, start_after: float = 0.0) -> None:
        self._address = address
        super().__init__(folder, start_after)

    def _new_process(self) -> ClusterProcess:
        return ClusterProcess(self._scratch, self._address)

    def prepare(self, owner: str, spec: ExperimentSpec, *, more: Job | None = None) -> None:
        """Does nothing: a core of a cluster is not kept waiting for somebody who may press Train."""
