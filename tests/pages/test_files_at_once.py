"""Files are sent by their path, whole and unchanged, without a thread that opens and reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from nnplay.ui.common.files_at_once import PART, FilesAtOnce
from tests.pages.asgi import ask


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART])
def test_a_file_comes_whole_and_without_a_thread_that_reads_it(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = bytes(number % 251 for number in range(size))
    (tmp_path / "a.js").write_bytes(body)

    async def no_file(*args: Any, **options: Any) -> None:
        raise AssertionError("opened in a thread")

    monkeypatch.setattr(anyio, "open_file", no_file)
    got = ask(FilesAtOnce(StaticFiles(directory=tmp_path)), "/a.js")
    assert got.body == body
    assert got.status == 200
    assert int(got.headers["content-length"]) == size


def test_a_part_of_a_file_and_one_that_is_known_already_are_answered_as_before(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"0123456789")
    files = StaticFiles(directory=tmp_path)
    app = FilesAtOnce(files)
    part = ask(app, "/a.js", range="bytes=2-4")
    assert (part.status, part.body) == (206, b"234")
    known = ask(app, "/a.js", if_none_match=ask(files, "/a.js").headers["etag"])
    assert (known.status, known.body) == (304, b"")


def test_what_is_no_file_passes_untouched() -> None:
    assert ask(FilesAtOnce(PlainTextResponse("a word")), "/anything").body == b"a word"
