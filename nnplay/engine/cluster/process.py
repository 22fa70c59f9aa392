"""What stands where a local engine's process does: this server's way into a cluster."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from nnplay.engine.client.process import EngineProcess
from nnplay.engine.cluster.address import ClusterAddress
from nnplay.engine.cluster.link import ClusterLink
from nnplay.engine.cluster.placement import threads
from nnplay.errors import EngineError
from nnplay.i18n import tr

CONNECT_SECONDS = 5.0
"""How long the scheduler may take to answer."""


class ClusterProcess:
    """Stands where a local engine's process does: `connect`, `id` and `end`.

    Args:
        scratch: Folder for the temporary files of this server's own engine, which answers questions about runs here.
        address: Of the cluster.
    """

    def __init__(self, scratch: Path, address: ClusterAddress) -> None:
        self._scratch, self._address = scratch, address
        self._guard = threading.Lock()
        self._ended = False
        self._own: EngineProcess | None = None
        self.link: ClusterLink | None = None

    @property
    def id(self) -> int | None:
        """The operating system's number of this server's own engine, while there is one."""
        return self._own.id if self._own else None

    def connect(self) -> ClusterLink:
        """Waits for the scheduler and for this server's own engine.

        Raises:
            EngineError: If the scheduler does not answer, or the environment names no number of threads.
            OSError, EOFError, multiprocessing.ProcessError: If the own engine does not come.
        """
        per_training = threads()
        client = connect(self._address)
        with self._guard:
            if self._ended:
                client.close(timeout=2)
                raise EOFError("The server is closing.")
            self._own = EngineProcess(self._scratch)
        self.link = ClusterLink(client, self._own.connect(), self._address.url, per_training)
        return self.link

    def end(self) -> None:
        """Leaves the cluster; safe to call twice and from any thread."""
        with self._guard:
            self._ended = True
        if self._own:
            self._own.end()
        if self.link:
            self.link.close()


def connect(address: ClusterAddress) -> Any:
    """Dask's client of a cluster.

    Raises:
        EngineError: If the scheduler does not answer.
    """
    from distributed import Client

    try:
        return Client(
            address.url, security=address.security(), timeout=CONNECT_SECONDS, set_as_default=False, name="nnplay"
        )
    except OSError as error:
        raise EngineError(
            tr(
                "The cluster at {address} does not answer, so nothing can be trained. Ask whoever runs it. nnplay "
                "tries again by itself.",
                address=address.url,
            )
        ) from error
