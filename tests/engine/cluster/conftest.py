"""A cluster on this machine, with TLS: a scheduler and three hosts with a core each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nnplay.engine.client.process import ROOT
from nnplay.engine.cluster.address import AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE, ClusterAddress
from nnplay.engine.cluster.certificates import make
from nnplay.engine.cluster.engine import ClusterEngine
from tests.waiting import SECONDS, eventually

HOSTS = 3


@dataclass
class TestCluster:
    """A scheduler with its hosts.

    Args:
        folder: For certificates and logs.
        port: Of the scheduler; chosen by it.
        processes: By name, `scheduler` or that of a host.
        path: Where what is started finds nnplay.
    """

    __test__ = False

    folder: Path
    port: int = 0
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    path: str = str(ROOT)

    @property
    def address(self) -> ClusterAddress:
        return ClusterAddress(f"tls://127.0.0.1:{self.port}", self.folder / "certificates")

    def start_scheduler(self) -> None:
        told = self.folder / "scheduler.json"
        told.unlink(missing_ok=True)
        self._start(
            "scheduler", "scheduler", "--protocol", "tls", "--scheduler-file", str(told), "--port", str(self.port)
        )
        assert eventually(lambda: told.is_file() and told.read_text().strip().endswith("}"), SECONDS)
        self.port = int(json.loads(told.read_text())["address"].rpartition(":")[2])

    def start_host(self, name: str, *more: str) -> None:
        self._start(
            name,
            *("worker", self.address.url, "--no-nanny", "--nthreads", "1", "--name", name, *more),
            *("--preload", "nnplay.engine.cluster.host", "--local-directory", str(self.folder / name)),
        )

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        # The scheduler last: without it, hosts take long to end.
        for process in reversed(self.processes.values()):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, name: str, *arguments: str) -> None:
        certificates = self.folder / "certificates"
        log = (self.folder / f"{name}.txt").open("w")
        self.processes[name] = subprocess.Popen(
            (
                *(sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"),
                *("--tls-ca-file", str(certificates / AUTHORITY_FILE)),
                *("--tls-cert", str(certificates / CERTIFICATE_FILE)),
                *("--tls-key", str(certificates / KEY_FILE)),
            ),
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": self.path, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"},
            cwd=self.folder,
        )


@pytest.fixture(scope="package")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCluster]:
    cluster = TestCluster(tmp_path_factory.mktemp("cluster"))
    make(cluster.folder / "certificates")
    try:
        cluster.start_scheduler()
        for number in range(1, HOSTS + 1):
            cluster.start_host(f"host-{number}")
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="package")
def shared_engine(cluster: TestCluster) -> Iterator[ClusterEngine]:
    engine = ClusterEngine(cluster.address)
    assert engine.wait_ready(90), engine.message
    assert eventually(lambda: sum(host.ready for host in engine.overview().good) == HOSTS, 90)
    yield engine
    engine.close()


@pytest.fixture
def engine(shared_engine: ClusterEngine) -> ClusterEngine:
    """The engine of a server with a cluster, ready, without trainings."""
    assert shared_engine.wait_ready(90)
    assert eventually(lambda: not shared_engine._jobs)
    return shared_engine
