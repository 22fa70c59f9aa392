"""Who is in the cluster and what they say of themselves, asked again and again.

Each host is asked by itself: one that sleeps, or whose cable is out, must not make the others silent.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from nnplay.engine.cluster import host as hosts
from nnplay.engine.cluster.messages import HostInfo
from nnplay.engine.cluster.placement import PREFIX
from nnplay.i18n import tr

ANSWER_SECONDS = 1.0
"""How long a look waits for answers; what comes later counts in the next one."""

SILENT_SECONDS = 10.0
"""A host that has not answered for so long is not counted on."""


@dataclass(eq=False)
class KnownHost:
    """What is known of one of Dask's workers.

    Args:
        name: As its owner knows it.
        since: When it was seen first, or answered last.
        info: What it said last.
        problem: Why it can't say anything, as a sentence.
        question: Under way.
    """

    name: str
    since: float
    info: HostInfo | None = None
    problem: str = ""
    question: asyncio.Task[None] | None = None


class Lookout:
    """Keeps what is known of the hosts.

    Args:
        client: Dask's.
        server: Name of this server in the cluster.
    """

    def __init__(self, client: Any, server: str) -> None:
        self._client, self._server = client, server
        self._known: dict[str, KnownHost] = {}

    async def look(self, longest: float) -> tuple[dict[str, HostInfo], tuple[str, ...]]:
        """Asks; what the hosts say, by address, and a sentence for each that says nothing.

        Args:
            longest: Seconds that the scheduler may take to answer.

        Raises:
            OSError, TimeoutError: If the scheduler does not answer.
        """
        found = await asyncio.wait_for(self._client.scheduler.identity(n_workers=-1), longest)
        workers = found["workers"]
        now = time.monotonic()
        for address in list(self._known.keys() - workers.keys()):
            gone = self._known.pop(address)
            if gone.question:
                gone.question.cancel()
        for address, worker in workers.items():
            known = self._known.setdefault(address, KnownHost(str(worker.get("name") or address), now))
            if not any(name.startswith(PREFIX) for name in worker.get("resources", ())):
                known.problem = tr(
                    "{name} is not used: it was started without --preload {module}.",
                    name=known.name,
                    module=hosts.__name__,
                )
            elif known.question is None or known.question.done():
                known.question = asyncio.ensure_future(self._ask(address, known))
        questions = [known.question for known in self._known.values() if known.question]
        if questions:
            await asyncio.wait(questions, timeout=ANSWER_SECONDS)
        now = time.monotonic()
        answering = {
            address: known.info
            for address, known in self._known.items()
            if known.info and now - known.since < SILENT_SECONDS
        }
        silent = (self._silence(known, now) for address, known in self._known.items() if address not in answering)
        return answering, tuple(filter(None, silent))

    async def _ask(self, address: str, known: KnownHost) -> None:
        try:
            said = await self._client._run(hosts.about, self._server, workers=[address], on_error="return")
            found = said[address]
        except Exception as error:  # the scheduler has gone, which the next look will find
            found = error
        match found:
            case HostInfo():
                known.info, known.problem, known.since = found, "", time.monotonic()
            case ModuleNotFoundError():
                known.info = None
                known.problem = tr("{name} is not used: nnplay is not installed there.", name=known.name)
            case OSError():
                pass  # it may answer again
            case _:
                known.problem = tr(
                    "{name} can't say what it does: {error}",
                    name=known.name,
                    error=f"{type(found).__name__}: {found}",
                )

    @staticmethod
    def _silence(known: KnownHost, now: float) -> str:
        if known.problem:
            return known.problem
        seconds = now - known.since
        if seconds <= SILENT_SECONDS:
            return ""
        return tr("{name} has not answered for {seconds:.0f} s.", name=known.name, seconds=seconds)
