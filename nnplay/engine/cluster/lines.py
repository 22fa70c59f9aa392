"""What the dispatcher needs of the lines to the hosts."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from nnplay.engine.protocol import Ask, Cancel, Command, Kill, Start, Stop


class Lines(Protocol):
    """The lines to the hosts; none of them waits."""

    def submit(self, start: Start, kind: str) -> None:
        """Hands a training to Dask, which finds a host."""

    def cancel(self, job: str) -> None:
        """Takes a training back that has no host yet."""

    def say(self, host: str, message: Command | Stop | Kill) -> None:
        """Passes a wish on."""

    def bring(self, host: str, job: str, name: str, start: Start) -> None:
        """Brings a file that a training needs."""

    def collect(self, host: str, job: str, folder: Path) -> None:
        """Copies the files of an ended training here; then `Dispatcher.collected` is called."""

    def release(self, host: str, job: str) -> None:
        """Lets a host forget a training."""

    def ask(self, host: str, job: str, question: Ask) -> None:
        """Sends a question about a training to its host, which answers to the server."""

    def ask_here(self, message: Ask | Cancel) -> None:
        """Sends a question to this server's own engine."""
