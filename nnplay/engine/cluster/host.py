"""What a host of the cluster runs beside Dask: nnplay's own engine, which its tasks hand trainings to.

`dask worker tls://lab-server:8786 --no-nanny --preload nnplay.engine.cluster.host`
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from nnplay.engine.cluster.host_engine import Host
from nnplay.engine.cluster.messages import HostGone, HostInfo
from nnplay.engine.protocol import Command, Kill, Start, Stop

_hosts: dict[str, Host] = {}


def _is_news(record: logging.LogRecord) -> bool:
    """Leaves out of a worker's log what each server asks each second."""
    return not str(record.msg).startswith("Run out-of-band function")


async def dask_setup(worker: Any) -> None:
    """Called by Dask when a worker has started."""
    logging.getLogger("distributed.worker").addFilter(_is_news)
    host = _hosts[worker.address] = Host(worker)
    # It is not registered yet; the scheduler hears of these when it is.
    for known in (worker.state.total_resources, worker.state.available_resources):
        known.update(host.resources)


async def dask_teardown(worker: Any) -> None:
    """Called by Dask before a worker ends."""
    if host := _hosts.pop(worker.address, None):
        await asyncio.to_thread(host.close)


def follow(server: str, start: Start, on_gpu: bool) -> None:
    """The task of one training; see `Host.follow`."""
    from distributed import get_worker

    _here(get_worker()).follow(server, start, on_gpu)


def about(server: str, dask_worker: Any) -> HostInfo:
    """See `Host.about`."""
    return _here(dask_worker).about(server)


def obey(message: Command | Stop | Kill, dask_worker: Any) -> None:
    """See `Host.obey`."""
    with contextlib.suppress(HostGone):  # the server hears that elsewhere
        _here(dask_worker).obey(message)


def bring(job: str, name: str, content: bytes, dask_worker: Any) -> None:
    """See `Host.bring`."""
    _here(dask_worker).bring(job, name, content)


async def ask(function: str, arguments: dict[str, Any], job: str, dask_worker: Any) -> Any:
    """See `Host.ask`."""
    return await asyncio.wrap_future(_here(dask_worker).ask(function, arguments, job))


async def files(job: str, dask_worker: Any) -> bytes:
    """See `Host.files`."""
    return await asyncio.to_thread(_here(dask_worker).files, job)


async def release(job: str, dask_worker: Any) -> None:
    """See `Host.release`."""
    await asyncio.to_thread(_here(dask_worker).release, job)


def _here(worker: Any) -> Host:
    try:
        return _hosts[worker.address]
    except KeyError:
        raise HostGone("This host was started without nnplay's part: --preload nnplay.engine.cluster.host") from None
