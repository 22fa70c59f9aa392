"""What a server does as it starts, before anybody has opened a page.

`streamlit run app.py` imports app.py once, for the `st.App` in it, and calls this; the sessions run app.py afterwards.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterable
from typing import Any

from streamlit import cli_util, config, env_util
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App
from streamlit.web.server import server_util

from nnplay.ui.common import garbage

FIRST_PAGE = (
    "PIL.ImageFile",  # by Streamlit for the icon of the page, with NumPy
    "streamlit.emojis",  # a pattern that takes a tenth of a second to compile, for the first icon
    "nnplay.ui.classroom.hidden_pages",
    "nnplay.ui.classroom.task_panel",
    "nnplay.ui.common.opened_link",
    "nnplay.ui.common.page",
    "nnplay.ui.common.shortcuts",
    "nnplay.ui.common.view",
    "nnplay.ui.lessons.pages",
    "nnplay.ui.playground.control_bar",
    "nnplay.ui.playground.data_panel",
    "nnplay.ui.playground.drawn",
    "nnplay.ui.playground.network_panel",
    "nnplay.ui.playground.training_options",
    "nnplay.ui.playground.training_panel",
)
"""What the playground imports; it took a cold server 0.7 s while its first visitor waited."""

LATER = ("sklearn.datasets",)
"""What somebody's first choice of data would wait for: with pandas and SciPy, 0.7 s on a quiet machine."""

LATER_SECONDS, QUIET_SECONDS = 6.0, 60.0
"""So long after the first page it is imported, when the engine has loaded TensorFlow; and as soon as nobody's page is
being drawn, which it waits for no longer."""

SHORT_TURNS = 0.0005
"""Seconds that a thread may go on while another one waits, until the first page is drawn.

With Python's 5 ms, a file of Streamlit's front end waits 5 ms for the imports at each of its steps. Sixty files from a
server that imports meanwhile: 0.32 s at best with 5 ms, 0.23 s with this.
"""

_drawn = threading.Event()
_imported = threading.Event()
_imported.set()  # where nobody launched it, as in tests, there is nothing to wait for
_usual_turns = sys.getswitchinterval()


@contextlib.asynccontextmanager
async def launched(app: App) -> AsyncIterator[None]:
    """The life of a server, for `st.App`."""
    loop = asyncio.get_running_loop()
    _answer_at_once(loop)
    # Else Streamlit takes the folder `pages` for its older kind of navigation until `st.navigation` has been called
    # once: the first visitor of a lesson would be told that there is no such page.
    PagesManager.uses_pages_directory = False
    _imported.clear()
    sys.setswitchinterval(SHORT_TURNS)
    threading.Thread(target=_import_all, name="nnplay-imports", daemon=True).start()
    loop.call_soon(_open_browser)
    yield


def wait() -> None:
    """Returns when nothing is being imported. Two threads that import the same at once may see half of a module."""
    _imported.wait()


def settled() -> None:
    """Called when the first page is drawn."""
    sys.setswitchinterval(_usual_turns)
    _drawn.set()


def _import_all() -> None:
    """Body of the thread that imports: the first page at once, and when it has been drawn what else takes long."""
    _import(FIRST_PAGE)
    _drawn.wait()
    time.sleep(LATER_SECONDS)
    garbage.wait_for_quiet(QUIET_SECONDS)
    _import(LATER)


def _import(names: Iterable[str]) -> None:
    _imported.clear()
    try:
        for name in names:
            importlib.import_module(name)
        # Streamlit asks it before the first element of a server, and Python then looks at the file of every module
        # that is loaded; the second time it knows them.
        env_util.is_repl()
    finally:  # whoever imports it next hears of an error
        _imported.set()


def _answer_at_once(loop: Any) -> None:
    """Lets every connection send small messages without a wait for the browser's confirmation of the last one.

    Streamlit binds its socket itself, by which asyncio no longer knows it as one of TCP and leaves Nagle's algorithm
    on: each file and many a message then waits 40 ms (https://github.com/Kludex/uvicorn/issues/3149). Sixty files of
    Streamlit's front end over six connections take 0.42 s so, and 0.05 s without. Accepted connections have the
    option of the socket that listens.
    """
    create_server = loop.create_server

    async def listening(*args: Any, sock: socket.socket | None = None, **more: Any) -> Any:
        if sock is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return await create_server(*args, sock=sock, **more)

    with contextlib.suppress(AttributeError):  # of uvloop, which sets the option itself
        loop.create_server = listening


def _open_browser() -> None:
    """Opens the page where a person has started the server; Streamlit does it for scripts, but not for an `st.App`."""
    if config.get_option("server.headless"):
        return
    address = "localhost"
    if config.is_manually_set("browser.serverAddress"):
        address = config.get_option("browser.serverAddress")
    elif config.is_manually_set("server.address"):
        address = server_util.get_display_address(config.get_option("server.address"))
    cli_util.open_browser(server_util.get_url(address))
