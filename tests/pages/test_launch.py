"""What a server does before anybody has opened a page."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import cli_util, config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App
from streamlit.web.server.app_discovery import discover_asgi_app

from nnplay.ui.common import launch
from tests.pages.factories import ROOT, WAIT
from tests.waiting import eventually

FIRST_PAGE = """
import sys
from importlib import import_module
from nnplay.ui.common import launch
for name in launch.FIRST_PAGE:
    import_module(name)
from streamlit.testing.v1 import AppTest
from nnplay.ui.common import look  # by app.py itself, which the server imports too
before = set(sys.modules)
at = AppTest.from_file("app.py", default_timeout=60).run()
assert [button.label for button in at.button].count("Train") == 1, at.exception
late = {name.partition(".")[0] if name[:3] != "nnp" else name for name in set(sys.modules) - before}
print("late:", sorted(late & {"numpy", "plotly", "PIL"} | {name for name in late if name[:7] == "nnplay."}))
print("heavy:", sorted({"pandas", "scipy", "sklearn"} & set(sys.modules)))
from nnplay.ui.common.server import end_engine
end_engine()
"""


def test_streamlit_run_finds_the_app_and_asks_it_what_to_do() -> None:
    found = discover_asgi_app(ROOT / "app.py")
    assert (found.is_asgi_app, found.import_string) == (True, "app:app")


def test_all_that_the_first_page_needs_is_imported_before_and_nothing_heavy() -> None:
    script = [sys.executable, "-c", FIRST_PAGE]
    result = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=WAIT, check=False)
    assert result.returncode == 0, result.stderr[-3000:]
    assert result.stdout.splitlines()[-2:] == ["late: []", "heavy: []"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing to import, and no browser to open; what imports is waited for."""
    monkeypatch.setattr(launch, "FIRST_PAGE", ())
    monkeypatch.setattr(launch, "LATER", ())
    monkeypatch.setattr(launch, "LATER_SECONDS", 0.0)
    monkeypatch.setattr(launch, "_drawn", threading.Event())
    monkeypatch.setattr(launch.env_util, "is_repl", lambda: False)
    monkeypatch.setattr(cli_util, "open_browser", lambda address: pytest.fail(f"It opens {address}."))
    monkeypatch.setattr(PagesManager, "uses_pages_directory", True)
    yield
    launch.settled()
    for thread in threading.enumerate():
        if thread.name == "nnplay-imports":
            thread.join(WAIT)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("launched", [False, True])
def test_a_small_message_does_not_wait_for_the_last_one_to_be_confirmed(launched: bool) -> None:
    async def accepted_socket() -> int:
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        class Accepted(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                accepted = transport.get_extra_info("socket")
                found.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        with socket.socket() as bound:  # as Streamlit binds its own
            bound.bind(("127.0.0.1", 0))
            bound.listen()
            bound.setblocking(False)
            server = await asyncio.get_running_loop().create_server(Accepted, sock=bound)
            _, writer = await asyncio.open_connection(*bound.getsockname())
            option = await found
            writer.close()
            server.close()
        return option

    async def serve() -> int:
        if not launched:
            return await accepted_socket()
        async with launch.launched(App(ROOT / "app.py")):
            return await accepted_socket()

    try:
        assert bool(asyncio.run(serve())) == launched
    finally:
        launch.settled()


@pytest.mark.usefixtures("quick")
def test_pages_wait_for_the_imports_and_are_known_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()
    imported: list[str] = []
    monkeypatch.setattr(launch, "FIRST_PAGE", ("one", "two"))
    monkeypatch.setattr(launch, "LATER", ("three",))
    is_quiet = threading.Event()
    monkeypatch.setattr(launch.garbage, "wait_for_quiet", lambda most: is_quiet.wait(WAIT))

    def import_module(name: str) -> None:
        assert goes_on.wait(WAIT)
        imported.append(name)

    monkeypatch.setattr(launch.importlib, "import_module", import_module)
    usual = sys.getswitchinterval()

    async def serve() -> None:
        async with launch.launched(App(ROOT / "app.py")):
            assert PagesManager.uses_pages_directory is False
            assert sys.getswitchinterval() == pytest.approx(launch.SHORT_TURNS)
            page = threading.Thread(target=launch.wait)
            page.start()
            assert page.is_alive()
            goes_on.set()
            page.join(WAIT)
            assert imported == ["one", "two"]

    asyncio.run(serve())
    launch.settled()
    assert sys.getswitchinterval() == usual
    assert imported == ["one", "two"]
    is_quiet.set()
    assert eventually(lambda: imported == ["one", "two", "three"])


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("options", "opened"),
    [
        ({"server.headless": True}, []),
        ({"server.headless": False, "server.port": 8600}, ["http://localhost:8600"]),
        ({"server.headless": False, "server.port": 8600, "server.address": "127.0.0.1"}, ["http://127.0.0.1:8600"]),
        ({"server.headless": False, "server.port": 8600, "server.address": "0.0.0.0"}, ["http://localhost:8600"]),
    ],
)
def test_the_page_opens_where_a_person_has_started_the_server(
    options: dict[str, object], opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(cli_util, "open_browser", seen.append)
    monkeypatch.setattr(config, "get_option", lambda name, get=config.get_option: options.get(name, get(name)))
    monkeypatch.setattr(config, "is_manually_set", options.__contains__)

    async def serve() -> None:
        async with launch.launched(App(Path("app.py").resolve())):
            await asyncio.sleep(0)

    asyncio.run(serve())
    launch.settled()
    assert seen == opened
