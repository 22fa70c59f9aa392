"""Starting and ending the engine's process, and the folder that lives as long as the server."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from multiprocessing.connection import Client, Connection
from pathlib import Path

from nnplay.limits import HOSTED, limits

COMMAND = (sys.executable, "-m", "nnplay.engine")

ROOT = Path(__file__).resolve().parents[3]

PREFIX = "nnplay-"
OWNER_FILE = "owner.pid"

GONE_SECONDS = 5.0
"""How long a killed engine may take to be gone."""

REMOVAL_TRIES = 20

LONGEST_SCRATCH = 70
"""The engine's sockets lie 33 characters deeper, and their paths may have 103 on macOS, 107 on Linux."""


class EngineProcess:
    """One process of the engine, with all that it starts.

    Args:
        scratch: Folder for its temporary files.

    Raises:
        OSError: If it cannot be started.
    """

    def __init__(self, scratch: Path) -> None:
        self._key = secrets.token_bytes(32)
        self._ending = threading.Lock()
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
            # NumPy asks for memory in huge pages, which a virtual machine may have to make first: MNIST as inputs took
            # a training 0.3 to 0.4 s of CPU time, and takes 0.08 s without.
            "NUMPY_MADVISE_HUGEPAGE": os.environ.get("NUMPY_MADVISE_HUGEPAGE", "0"),
            "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "2"),
        }
        if len(str(scratch)) <= LONGEST_SCRATCH:
            environment["TMPDIR"] = str(scratch)
        self._process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            # Ctrl-C at the terminal is for the server, which ends the engine in order; and as the leader of a group it
            # can be ended together with all its jobs. For a class not of a session: Linux shares the processor out
            # between sessions first (autogroups), and the niceness of trainings would not count against the server.
            # One person clicks alone, and a large network that nothing has prepared starts 0.2 s sooner in a session.
            start_new_session=limits() is not HOSTED,
            process_group=0 if limits() is HOSTED else None,
        )

    @property
    def id(self) -> int:
        """The operating system's number for it."""
        return self._process.pid

    def connect(self) -> Connection:
        """Waits until the engine listens.

        Raises:
            OSError, EOFError, multiprocessing.ProcessError: If it does not.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(self._key.hex() + "\n")
        self._process.stdin.flush()
        address = self._process.stdout.readline().strip()
        if not address:
            raise EOFError("The engine ended as soon as it started.")
        return Client(address, authkey=self._key)

    def end(self) -> None:
        """Kills the engine with its jobs; safe to call twice and from any thread."""
        with self._ending:
            if self._process.returncode is not None:
                return
            # While nobody has waited for the engine, its number cannot have become another group's.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if hasattr(os, "killpg"):
                    os.killpg(self.id, signal.SIGKILL)
                else:
                    self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(GONE_SECONDS)
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    if pipe:
                        pipe.close()


def make_scratch() -> Path:
    """A new temporary folder that says which process it belongs to."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    (folder / OWNER_FILE).write_text(str(os.getpid()))
    return folder


def remove_leftovers(parent: Path | None = None) -> None:
    """Removes the folders of `make_scratch` whose processes are gone: servers that were killed.

    Args:
        parent: Where they lie; the system's folder for temporary files if None.
    """
    for folder in (parent or Path(tempfile.gettempdir())).glob(PREFIX + "*"):
        # One without a number may be another program's, or is being made at this moment.
        with contextlib.suppress(OSError, ValueError):
            if not _is_running(int((folder / OWNER_FILE).read_text())):
                remove_folder(folder)


def remove_folder(folder: Path) -> None:
    """Removes a folder, also where a killed process is just finishing its last write to it."""
    pause = threading.Event()
    for _ in range(REMOVAL_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        pause.wait(0.02)


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True  # there os.kill would do more than ask
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
