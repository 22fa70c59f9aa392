"""The engine's own program; `nnplay.engine.client` starts it.

It is a program of its own because processes that Python starts from inside of a Streamlit script
would run the app again. It ends when its server does.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Listener

from nnplay.engine import xla
from nnplay.engine.memory import Budget
from nnplay.engine.supervisor import Supervisor
from nnplay.engine.workers import core_count, process_starter
from nnplay.errors import EngineError
from nnplay.limits import limits

INSPECTORS = 3
"""Processes that answer questions about networks at most: one never has a heavy question, so two may have one."""


def main() -> None:
    """Tells the server where to connect, and serves it."""
    if hasattr(signal, "SIGTTOU"):  # a terminal may stop those in the background that write to it
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    xla.use()
    key = bytes.fromhex(sys.stdin.readline().strip())
    threading.Thread(target=_end_with_server, daemon=True).start()
    with Listener(authkey=key) as listener:
        print(listener.address, flush=True)
        # Nobody reads the pipe from here on: a job that prints much would wait for ever.
        os.dup2(2, 1)
        server = listener.accept()
    try:
        Supervisor(server, core_count(), process_starter(), INSPECTORS, Budget(limits().server_memory)).run()
    except EngineError as error:
        print(error.message, file=sys.stderr)
    except Exception:
        traceback.print_exc()  # into the server's log; the client starts us again
    finally:
        _end_all()


def _end_with_server() -> None:
    """The server holds the other end of our standard input, whatever way it ends."""
    sys.stdin.read()
    _end_all()
    os._exit(0)


def _end_all() -> None:
    """Ends this process and all that it has started, also those that are too busy to notice.

    The client starts the engine as the leader of a process group. Where there are no such groups,
    jobs and inspector end by themselves when their pipes close.
    """
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        sys.stderr.flush()
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
