"""An engine without TensorFlow: what the preset's seed or the asked function says, it does."""

from __future__ import annotations

import json
import os
import sys
from multiprocessing.connection import Listener
from pathlib import Path

from nnplay.engine.protocol import (
    Alive,
    Answer,
    Ask,
    Cancel,
    Command,
    Ended,
    Events,
    Kill,
    Ready,
    SetAside,
    Start,
    Stop,
)
from nnplay.errors import SpecError
from nnplay.training.events import EpochEnd, Finished, Paused, Prepared, Suspended

RUNS, FINISHES, ODD, WAITS = range(4)
"""Seeds: a training that goes on until it is stopped, one that ends at once, one that first tells nonsense, and one
that pauses and waits on the disk until a command comes."""

DEATHS = 2
"""So often an engine that is given a file to count in dies before it is ready, if the name ends with no number."""

ALIVE_SECONDS = 0.1
"""Between two signs of life."""


def main() -> None:
    key = bytes.fromhex(sys.stdin.readline().strip())
    with Listener(authkey=key) as listener:
        print(listener.address, flush=True)
        server = listener.accept()
    for counter in map(Path, sys.argv[1:]):  # one byte for each life that ended before it began
        if counter.stat().st_size < int(counter.suffix[1:] or DEATHS):
            counter.write_bytes(counter.read_bytes() + b"x")
            os._exit(1)
    server.send(Ready())
    running: dict[str, Path] = {}
    cancelled: list[int] = []
    silent: list[int] = []
    aside: list[str] = []

    def finish(job: str, reason: str) -> None:
        server.send(Events(job, [Finished(reason, 1, {"loss": 0.5}, 1.0)]))  # type: ignore[arg-type]
        server.send(Ended(job, 0))

    while True:
        while not server.poll(ALIVE_SECONDS):
            server.send(Alive())
        match server.recv():
            case Start(job, spec, folder):
                running[job] = Path(folder)
                running[job].mkdir(parents=True)
                if json.loads(spec)["seed"] == ODD:
                    server.send(Events(job, ["nonsense", None]))  # type: ignore[list-item]
                    server.send(Events(job, None))  # type: ignore[arg-type]
                server.send(Events(job, [Prepared(3, 1, {}, 2), EpochEnd(1, {"loss": 0.5}, 0.1)]))
                if json.loads(spec)["seed"] == WAITS:
                    server.send(Events(job, [Paused(2, 0), Suspended()]))
                elif json.loads(spec)["seed"] != RUNS:
                    finish(job, "completed")
            case SetAside(start):
                aside.append(start.job)
            case Command(job) if job in aside:
                finish(job, "completed")
            case Stop(job):
                finish(job, "stopped")
            case Kill(job):
                # As a process that is just writing its run when it is killed.
                if job in running:
                    running[job].mkdir(parents=True, exist_ok=True)
                    (running[job] / "model.keras").write_text("half")
                server.send(Ended(job, -9))
            case Cancel(request):
                cancelled.append(request)
                for late in silent:
                    server.send(Answer(late, "too late"))
            case Ask(request, "echo", arguments):
                server.send(Answer(request, arguments["value"]))
            case Ask(request, "cancelled"):
                server.send(Answer(request, list(cancelled)))
            case Ask(request, "fail"):
                server.send(Answer(request, error=SpecError("Three is too many.", ("layers", 2, "units"))))
            case Ask(request, "silence"):
                silent.append(request)
            case Ask(request, "die"):
                os._exit(1)
            case Ask(request, "stop reading"):
                server.send(Answer(request))
                sys.stdin.read()  # until the server is gone


if __name__ == "__main__":
    main()
