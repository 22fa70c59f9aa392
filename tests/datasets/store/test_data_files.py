"""Finding, downloading and checking data files, against a server on this machine."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Event, Lock, Thread

import pooch
import pytest

from nnplay.datasets import prepare
from nnplay.datasets.store import data_files, downloads
from nnplay.datasets.store.data_files import RemoteFile, at_hand, find_file, progress
from nnplay.datasets.store.downloads import unfinished
from nnplay.errors import DataError
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from tests.datasets.factories import pima_csv
from tests.waiting import SECONDS

Reply = Callable[[BaseHTTPRequestHandler], None]


pytestmark = pytest.mark.data


@dataclass
class Server:
    """A server whose replies a test chooses, in order; the last one is repeated."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    requests: int = 0
    ranges: list[str | None] = field(default_factory=list)
    second_request: Event = field(default_factory=Event)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    state, lock = Server(), Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                reply = state.replies[min(state.requests, len(state.replies) - 1)]
                state.requests += 1
                state.ranges.append(self.headers.get("Range"))
                if state.requests > 1:
                    state.second_request.set()
            reply(self)

        def log_message(self, *args: object) -> None:
            pass

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        state.url = f"http://127.0.0.1:{listening.server_port}/"
        yield state
        listening.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no data folder, and no waiting between retries."""
    monkeypatch.setenv(data_files.CACHE_FOLDER, str(tmp_path / "cache"))
    monkeypatch.delenv(data_files.DATA_FOLDER, raising=False)
    monkeypatch.setattr(downloads, "WAIT_SECONDS", 0.0)
    return tmp_path / "cache"


def whole(content: bytes) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return reply


def resumable(content: bytes) -> Reply:
    """Sends the rest from where it is asked for."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        start = int((handler.headers.get("Range") or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        handler.wfile.write(content[start:])

    return reply


def cut_off(content: bytes) -> Reply:
    """Announces everything, sends half, and closes the connection."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[: len(content) // 2])

    return reply


def cut_off_unannounced(content: bytes) -> Reply:
    """Sends half without a length, so that only the checksum can tell."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(content[: len(content) // 2])

    return reply


def status(code: int) -> Reply:
    return lambda handler: handler.send_error(code)


def remote(server: Server, content: bytes, name: str = "pima_diabetes.csv") -> RemoteFile:
    return RemoteFile(name, server.url + name, hashlib.sha256(content).hexdigest())


def kept_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix not in (".lock", ".part"))


def test_a_file_in_the_data_folder_comes_first(
    tmp_path: Path, cache: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = remote(server, b"content")
    cache.mkdir()
    (cache / file.name).write_bytes(b"content")
    monkeypatch.setenv(data_files.DATA_FOLDER, str(tmp_path))
    (tmp_path / file.name).write_bytes(b"my own")
    assert find_file(file) == tmp_path / file.name
    (tmp_path / file.name).unlink()
    assert find_file(file) == cache / file.name
    assert server.requests == 0


def test_a_download_is_kept_in_the_cache_for_the_next_time(cache: Path, server: Server) -> None:
    server.replies = [whole(b"content"), status(500)]
    file = remote(server, b"content")
    assert not at_hand(file.name)
    assert find_file(file) == cache / file.name
    assert (cache / file.name).read_bytes() == b"content"
    assert at_hand(file.name)
    assert find_file(file) == cache / file.name
    assert server.requests == 1


def test_the_data_of_a_download_reaches_the_dataset(
    cache: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.replies = [whole(pima_csv())]
    made = remote(server, pima_csv())
    monkeypatch.setattr(data_files, "find_file", lambda file: find_file(made))
    data = prepare(DatasetSpec("pima", scaling="none"))
    assert sum(len(y) for _, y in data.parts.values()) == 768
    assert sum(y.sum() for _, y in data.parts.values()) == 256


@pytest.mark.parametrize("break_off", [cut_off, cut_off_unannounced])
def test_an_interrupted_download_leaves_nothing_that_could_be_taken_for_whole(
    break_off: Callable[[bytes], Reply], cache: Path, server: Server
) -> None:
    content = bytes(range(256)) * 1024
    server.replies = [break_off(content)]
    file = remote(server, content)
    with pytest.raises(DataError, match=r"broke before|checksum"):
        find_file(file)
    assert server.requests == downloads.TRIES
    assert kept_files(cache) == []
    assert not at_hand(file.name)


def test_a_download_that_fails_once_is_tried_again(cache: Path, server: Server) -> None:
    content = bytes(range(256)) * 1024
    server.replies = [cut_off(content), whole(content)]
    assert find_file(remote(server, content)).read_bytes() == content
    assert server.requests == 2


def test_a_download_goes_on_where_it_broke_off(cache: Path, server: Server) -> None:
    content = bytes(range(256)) * 1024
    server.replies = [cut_off(content), resumable(content)]
    file = remote(server, content)
    assert find_file(file).read_bytes() == content
    assert server.ranges == [None, f"bytes={len(content) // 2}-"]
    assert not unfinished(cache / file.name).exists()


def test_what_has_arrived_is_kept_for_another_day(cache: Path, server: Server) -> None:
    content = bytes(range(256)) * 1024
    server.replies = [cut_off(content), status(503), status(503), resumable(content)]
    file = remote(server, content)
    with pytest.raises(DataError, match="status 503"):
        find_file(file)
    assert unfinished(cache / file.name).stat().st_size == len(content) // 2
    assert not at_hand(file.name)
    assert find_file(file).read_bytes() == content
    assert server.ranges[-1] == f"bytes={len(content) // 2}-"


def test_a_rest_that_does_not_fit_what_has_arrived_is_fetched_anew(cache: Path, server: Server) -> None:
    content = bytes(range(256)) * 1024
    file = remote(server, content)
    cache.mkdir()
    unfinished(cache / file.name).write_bytes(b"of another file")
    server.replies = [resumable(content)]
    assert find_file(file).read_bytes() == content
    assert server.ranges == ["bytes=15-", None]


def test_all_that_has_arrived_under_no_name_yet_is_not_fetched_again(cache: Path, server: Server) -> None:
    content = b"content" * 100
    file = remote(server, content)
    cache.mkdir()
    unfinished(cache / file.name).write_bytes(content)
    server.replies = [status(416)]
    assert find_file(file).read_bytes() == content


def test_a_server_that_refuses_is_not_asked_again(cache: Path, server: Server) -> None:
    server.replies = [status(404)]
    with pytest.raises(DataError, match="status 404"):
        find_file(remote(server, b"content"))
    assert server.requests == 1


def test_progress_counts_bytes_of_all_files_while_they_arrive(cache: Path, server: Server) -> None:
    first, second = b"a" * 200_000, b"b" * 300_000
    files_ = remote(server, first, "folder/first"), remote(server, second, "folder/second")
    assert progress(files_) == (0, 0)
    half_sent, go_on = Event(), Event()

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(second)))
        handler.end_headers()
        handler.wfile.write(second[:140_000])
        half_sent.set()
        assert go_on.wait(SECONDS)
        handler.wfile.write(second[140_000:])

    server.replies = [whole(first), reply]
    find_file(files_[0])
    assert progress(files_) == (200_000, 0)  # the size of the second is not known
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(find_file, files_[1])
        assert half_sent.wait(SECONDS)
        part = unfinished(cache / "folder/second")
        while not part.is_file() or part.stat().st_size < 131_072:  # what comes in whole chunks
            assert not running.done()
        here, all_of_it = progress(files_)
        assert 331_072 <= here <= 340_000
        assert all_of_it == 500_000
        go_on.set()
        running.result()
    assert progress(files_) == (500_000, 500_000)


def test_another_content_than_expected_is_refused(cache: Path, server: Server) -> None:
    server.replies = [whole(b"<html>Please log in</html>")]
    with pytest.raises(DataError, match="not the expected one: its checksum differs"):
        find_file(remote(server, b"content"))
    assert kept_files(cache) == []


def test_half_a_file_in_the_cache_is_replaced_by_a_whole_one(cache: Path, server: Server) -> None:
    content = b"content" * 100
    server.replies = [whole(content)]
    file = remote(server, content)
    cache.mkdir()
    (cache / file.name).write_bytes(content[:50])
    assert find_file(file).read_bytes() == content


def test_half_a_file_in_the_cache_is_not_used_where_no_other_can_be_had(cache: Path, server: Server) -> None:
    server.replies = [status(503)]
    file = remote(server, b"content")
    cache.mkdir()
    (cache / file.name).write_bytes(b"con")
    with pytest.raises(DataError, match=r"found damaged there.*status 503"):
        find_file(file)


def test_the_error_says_where_it_looked_why_it_failed_and_what_to_do(
    tmp_path: Path, cache: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.replies = [status(404)]
    file = remote(server, b"content")
    monkeypatch.setenv(data_files.DATA_FOLDER, str(tmp_path / "missing"))
    with pytest.raises(DataError) as caught:
        find_file(file)
    for part in (
        file.name,
        file.url,
        str(tmp_path / "missing"),
        str(cache),
        "127.0.0.1 answered with status 404",
        "set NNPLAY_DATA_DIR to a folder",
        "These datasets need no download: Digits 8 × 8, ",
    ):
        assert part in caught.value.message


def test_without_a_connection_the_error_says_so(cache: Path, server: Server) -> None:
    # A port that nothing listens on: bound once, then let go.
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as gone:
        url = f"http://127.0.0.1:{gone.server_port}/"
    with pytest.raises(DataError, match=r"there is no connection to 127\.0\.0\.1"):
        find_file(RemoteFile("mnist.npz", url, "0" * 64))


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, cache: Path, server: Server) -> None:
    cache.write_text("a file where the folder should be")
    with pytest.raises(DataError, match="the cache cannot be used"):
        find_file(remote(server, b"content"))
    assert server.requests == 0


@pytest.mark.parametrize("system", ["with a lock between processes", "without"])
def test_many_threads_that_ask_at_once_download_once(
    system: str, cache: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    if system == "without":
        monkeypatch.setitem(sys.modules, "fcntl", None)

    def reply(handler: BaseHTTPRequestHandler) -> None:
        server.second_request.wait(0.3)  # time for a second request, if there were one
        whole(b"content")(handler)

    server.replies = [reply]
    file, together = remote(server, b"content"), Barrier(8)

    def ask(_: int) -> Path:
        together.wait(SECONDS)
        return find_file(file)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {cache / file.name}
    assert server.requests == 1


@pytest.mark.skipif(sys.platform == "win32", reason="processes share no lock on Windows")
def test_two_processes_that_ask_at_once_download_once(cache: Path, server: Server) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        server.second_request.wait(0.5)
        whole(b"content")(handler)

    server.replies = [reply]
    file = remote(server, b"content")
    code = (
        "import pooch, requests\nfrom nnplay.datasets.store.data_files import RemoteFile, find_file\n"
        f"print('ready', flush=True); input(); print(find_file({file!r}))"
    )
    asking = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in asking:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in asking:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=SECONDS)[0].strip() for process in asking]
    assert answers == [str(cache / file.name)] * 2
    assert server.requests == 1


def test_an_interrupted_thread_lets_the_next_one_download(
    cache: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = remote(server, b"content")

    def interrupt(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(data_files, "download", interrupt)
        with pytest.raises(KeyboardInterrupt):
            find_file(file)
    assert kept_files(cache) == []
    server.replies = [whole(b"content")]
    assert find_file(file).read_bytes() == b"content"


def test_the_checksum_of_pima_is_that_of_the_real_file(needs_file: Callable[[str], Path]) -> None:
    assert pooch.file_hash(str(needs_file("pima_diabetes.csv"))) == DATASETS["pima"].files[0].sha256
