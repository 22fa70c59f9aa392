"""What a cluster costs one training, what more hosts bring, and how old events are when many sit at the page.

    python -m tests.benchmarks.bench_cluster [--only overhead|throughput|sessions] [--sessions 30] [--json] [--quick]

A scheduler and its hosts, a core each, run on this machine with TLS. `overhead`: the same trainings here and there, in
turn. `throughput`: twelve short trainings on one, two and three hosts. `sessions`: so many tabs at a server with two
hosts, each of which presses Train and then polls; from a host telling something to the server's hearing it.

One machine has no more cores for three hosts than for one: ratios above what its cores allow can't be seen here, and
server, tabs and hosts share them.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from nnplay.catalogue import SPECS
from nnplay.engine.client import Engine
from nnplay.engine.cluster.address import CERTIFICATES_VARIABLE, CLUSTER_VARIABLE
from nnplay.engine.cluster.certificates import make
from nnplay.engine.cluster.engine import ClusterEngine
from tests.benchmarks import bench_sessions
from tests.benchmarks.cluster_stamps import AGES
from tests.benchmarks.factories import Row, high, middle, options, report, served
from tests.engine.cluster.conftest import TestCluster

OVERHEAD_GOAL, AGE_GOAL = 0.3, 0.1
"""Seconds: what the cluster may add to one training, and the age that 19 of 20 events stay below."""

SHORT = SPECS["spiral"].with_training(epochs=200)

TRAININGS, HOSTS = 12, 3

STAMPS = "tests.benchmarks.cluster_stamps"

WAIT = 180.0


@contextmanager
def a_cluster(hosts: int) -> Iterator[TestCluster]:
    """A cluster on this machine for as long as it is needed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        cluster = TestCluster(Path(folder))
        make(cluster.folder / "certificates")
        try:
            cluster.start_scheduler()
            for number in range(1, hosts + 1):
                cluster.start_host(f"host-{number}", "--preload", STAMPS)
            yield cluster
        finally:
            cluster.close()


def until(done: Callable[[], bool], what: str) -> None:
    """Waits for something to be so."""
    limit = time.monotonic() + WAIT
    while not done():
        if time.monotonic() > limit:
            raise SystemExit(f"{what} did not come within {WAIT:.0f} s.")
        time.sleep(0.05)


def ready(engine: ClusterEngine, hosts: int) -> None:
    """Waits until so many hosts have loaded TensorFlow."""
    until(lambda: sum(host.ready for host in engine.overview().good) == hosts, f"A cluster of {hosts}")


def row(what: str, value: float | str, goal: str, met: bool | str) -> Row:
    return {"what": what, "value": value, "goal": goal, "met": met}


def overhead(repeats: int) -> list[Row]:
    """What a training takes longer in the cluster."""
    seconds: dict[str, list[float]] = {"here": [], "there": []}
    with a_cluster(1) as cluster:
        here, there = Engine(), ClusterEngine(cluster.address)
        try:
            here.wait_ready(WAIT)
            ready(there, 1)
            for number in range(repeats + 1):
                for name, engine in (("here", here), ("there", there)):
                    start = time.perf_counter()
                    job = engine.train(dataclasses.replace(SHORT, seed=number))
                    if not job.wait(WAIT) or job.history.status != "finished":
                        raise SystemExit(f"A training failed: {job.history.message}")
                    if number:  # the first ones read files that the others find in memory
                        seconds[name].append(time.perf_counter() - start)
        finally:
            here.close()
            there.close()
    more = [there - here for here, there in zip(seconds["here"], seconds["there"], strict=True)]
    return [
        row("a training here, s, median", middle(seconds["here"]), "", ""),
        row("the same in the cluster, s, median", middle(seconds["there"]), "", ""),
        row("more, s, median of pairs", middle(more), f"< {OVERHEAD_GOAL}", middle(more) < OVERHEAD_GOAL),
    ]


def throughput(trainings: int, hosts: int) -> list[Row]:
    """Trainings in a second by the number of hosts."""
    rows: list[Row] = []
    with a_cluster(0) as cluster:
        engine = ClusterEngine(cluster.address)
        try:
            first = 0.0
            for count in range(1, hosts + 1):
                cluster.start_host(f"host-{count}", "--preload", STAMPS)
                ready(engine, count)
                start = time.perf_counter()
                jobs = [engine.train(dataclasses.replace(SHORT, seed=100 * count + n)) for n in range(trainings)]
                if not all(job.wait(WAIT) for job in jobs):
                    raise SystemExit("Trainings did not end.")
                seconds = time.perf_counter() - start
                first = first or seconds
                times = f"{first / seconds:.2f} × one host's"
                rows.append(row(f"{trainings} trainings on {count} hosts, s", seconds, "", times))
        finally:
            engine.close()
    return rows


def sessions(count: int, seconds: float) -> tuple[list[Row], str]:
    """What so many tabs wait for, and how old events are, with two hosts."""
    with a_cluster(2) as cluster:
        engine = ClusterEngine(cluster.address)
        ready(engine, 2)
        engine.close()
        ages = cluster.folder / "ages.txt"
        ages.touch()
        os.environ.update(
            {
                CLUSTER_VARIABLE: cluster.address.url,
                CERTIFICATES_VARIABLE: str(cluster.address.certificates),
                AGES: str(ages),
            }
        )
        with served(STAMPS) as (address, process):
            server = psutil.Process(process.pid)
            pages, note = asyncio.run(bench_sessions.measure(address, server, count, seconds))
            memory = server.memory_full_info().pss / 1e6
        found = [float(line) for line in ages.read_text().split()]
    if not found:
        raise SystemExit("No event came.")
    rows = [
        row(f"age of {len(found)} events, {count} sessions, s, median", middle(found), "", ""),
        row("the same, 19 of 20 below", high(found), f"< {AGE_GOAL}", high(found) < AGE_GOAL),
        row("memory of the server, MB", memory, "", ""),
    ]
    for page in pages:
        goal = f"< {page['goal']}" if page["goal"] else ""
        rows.append(row(f"{page['what']}, ms, 19 of 20 below", page["p95 ms"], goal, ""))
    return rows, note


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, only="", repeats=10, sessions=30, seconds=20.0)
    if chosen.quick:
        chosen.repeats, chosen.sessions, chosen.seconds = 1, 2, 3.0
    rows: list[Row] = []
    notes = [f"{os.cpu_count()} cores for all; load {os.getloadavg()[0]:.1f} before."]
    if chosen.only in ("", "overhead"):
        rows += overhead(chosen.repeats)
    if chosen.only in ("", "throughput"):
        rows += throughput(2 if chosen.quick else TRAININGS, 2 if chosen.quick else HOSTS)
    if chosen.only in ("", "sessions"):
        found, note = sessions(chosen.sessions, chosen.seconds)
        rows += found
        notes.append(note)
    if not rows:
        raise SystemExit("--only is overhead, throughput or sessions.")
    report(rows, as_json=chosen.json, note="\n".join(notes))


if __name__ == "__main__":
    main()
