"""What the benchmarks share: their options, their tables, and the pages of the app as a script sees them."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.engine.workers import core_count
from nnplay.errors import DataError
from nnplay.runs.folders import RUNS_FOLDER

ROOT = Path(__file__).parents[2]

Row = Mapping[str, Any]


def options(about: str | None, **more: Any) -> argparse.Namespace:
    """`--json`, `--quick` and what is declared as `name=default`, from the command line.

    Args:
        about: The docstring of the benchmark; its first line is the description.
        **more: Further options and their defaults.
    """
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--quick", action="store_true", help="only see that it runs: few repetitions, no true figures")
    for name, default in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=f"{default!r} if not given")
    return parser.parse_args()


def report(rows: Sequence[Row], *, as_json: bool, note: str = "") -> None:
    """Prints one line per row, or the rows as JSON.

    Args:
        rows: Figures by name, equal names in all of them.
        as_json: Whether to print JSON.
        note: A sentence under the table.
    """
    busy = load()
    note = "\n".join(filter(None, [note, busy]))
    if as_json:
        print(json.dumps({"results": [dict(row) for row in rows], "note": note}, indent=1))
        return
    if not rows:
        print(note or "Nothing was measured.")
        return
    texts = [list(rows[0])] + [[_show(value) for value in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for line in texts:
        head, *rest = (
            text.ljust(width) if place == 0 else text.rjust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join([head, *rest]))
    if note:
        print(note)


def load() -> str:
    """What the system says of the last minute, for whoever reads the figures; empty where it says nothing."""
    with contextlib.suppress(OSError, AttributeError):  # Windows has no such number
        waiting, cores = os.getloadavg()[0], core_count()
        return f"Load in the last minute: {waiting:.1f} on {cores} cores. Beyond that, times say little."
    return ""


def _show(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)


def middle(values: Sequence[float]) -> float:
    """The median."""
    return float(statistics.median(values))


def high(values: Sequence[float]) -> float:
    """The 95th percentile: what 19 of 20 stay within."""
    ordered = sorted(values)
    return float(ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))])


# The app as a script sees it ----------------------------------------------------------------------


@contextmanager
def served(
    program: str = "streamlit", put: Callable[[int], None] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Runs the app on a free port; the address of its socket, and its process.

    Args:
        program: Module that takes Streamlit's arguments.
        put: Is given the process as soon as there is one, e.g. to limit it.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    runs = tempfile.TemporaryDirectory()  # never the runs of the person who measures
    process = subprocess.Popen(
        [sys.executable, "-m", program, "run", "app.py", *flags],
        cwd=ROOT,
        env={RUNS_FOLDER: runs.name, **os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    if put:
        put(process.pid)
    try:
        limit = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > limit:
                raise SystemExit("The app could not be started.")
            time.sleep(0.1)
        yield f"ws://127.0.0.1:{port}/_stcore/stream", process
    finally:
        process.terminate()
        process.wait(20)
        runs.cleanup()


def presets_here(names: Iterable[str], only: str) -> tuple[list[str], list[str]]:
    """The presets with a part in their name whose data are here; of the others, why they are skipped."""
    found, skipped = [], []
    for name in names:
        if only not in name:
            continue
        try:
            load_dataset(SPECS[name].dataset)
        except DataError as error:
            skipped.append(f"{name}: skipped. {error.message}")
        else:
            found.append(name)
    return found, skipped


class Tab:
    """A browser tab without a browser: it sends what a browser sends, and reads what the page is.

    Args:
        connection: To the server's socket.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.buttons: dict[str, str] = {}
        self.texts: dict[tuple[int, ...], str] = {}
        self.polls: dict[str, float] = {}
        self.widgets: dict[str, WidgetState] = {}

    @classmethod
    async def open(cls, address: str) -> Tab:
        """A new tab with the first page drawn."""
        tab = cls(await connect(address, max_size=None, compression=None))
        await tab.run()
        return tab

    async def run(self, *, fragment: str = "", press: str = "") -> float:
        """Runs the page, one fragment of it, or the page after a button was pressed; seconds to its last message."""
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        message.rerun_script.widget_states.widgets.extend(self.widgets.values())
        if press:
            pressed = message.rerun_script.widget_states.widgets.add()
            pressed.id, pressed.trigger_value = self.buttons[press], True
        whole = not fragment
        start = time.perf_counter()
        await self.connection.send(message.SerializeToString())
        while True:
            received = ForwardMsg()
            received.ParseFromString(await self.connection.recv())
            match received.WhichOneof("type"):
                case "delta":
                    self._read(received)
                case "auto_rerun":
                    self.polls[received.auto_rerun.fragment_id] = received.auto_rerun.interval
                case "new_session" if whole:
                    self.buttons, self.polls, self.texts = {}, {}, {}
                case "script_finished":
                    if received.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        return time.perf_counter() - start
                    whole = True  # it wishes to be drawn once more at once

    def _read(self, received: ForwardMsg) -> None:
        element = received.delta.new_element
        place = tuple(received.metadata.delta_path)
        match element.WhichOneof("type"):
            case "button":
                self.buttons[element.button.label] = element.button.id
            case "progress":
                self.texts[place] = element.progress.text
            case "markdown":
                self.texts[place] = element.markdown.body
            case "alert":
                self.texts[place] = element.alert.body

    @property
    def text(self) -> str:
        """All that the page says."""
        return "\n".join(self.texts.values())

    async def wait_for(self, button: str, pause: float = 0.2) -> None:
        """Runs the page again and again until it has a button."""
        while button not in self.buttons:
            await asyncio.sleep(pause)
            await self.run()

    async def close(self) -> None:
        """Closes the connection, as a closed tab does."""
        await self.connection.close()
