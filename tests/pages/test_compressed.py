"""Files of the front end are sent with gzip, and nothing else is touched."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from nnplay.ui.common.compressed import LEAST, Compressed
from tests.pages.asgi import ask

PATH = "/static/js/a.js"

SCRIPT = b"export const x = 1;\n" * 500


class Files:
    """An application that answers every request with one file, in two pieces."""

    def __init__(self, body: bytes = SCRIPT, kind: bytes = b"application/javascript", status: int = 200) -> None:
        self.body, self.status = body, status
        self.headers = [(b"Content-Type", kind), (b"ETag", b'"1"'), (b"Accept-Ranges", b"bytes")]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [*self.headers, (b"Content-Length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body[:50], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[50:]})


def test_a_script_comes_compressed_and_is_compressed_once() -> None:
    files = Files()
    app = Compressed(files)
    got = ask(app, PATH)
    headers, body = got.headers, got.body
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
    assert headers["vary"] == "Accept-Encoding"
    assert "accept-ranges" not in headers
    assert gzip.decompress(body) == SCRIPT
    app.kept = dict.fromkeys(app.kept, b"kept")
    assert ask(app, PATH).body == b"kept"
    assert "content-encoding" not in ask(app, PATH, client="127.0.0.1").headers
    assert ask(app, PATH, client="127.0.0.1", x_forwarded_for="192.0.2.7").body == b"kept"  # through a proxy
    files.body, files.headers[1] = SCRIPT + b"//", (b"ETag", b'"2"')
    assert gzip.decompress(ask(app, PATH).body) == SCRIPT + b"//"


@pytest.mark.parametrize(
    ("files", "path", "headers"),
    [
        (Files(), "/static/js/a.js", {"accept_encoding": "identity"}),
        (Files(), "/static/js/a.js", {"range": "bytes=0-9"}),
        (Files(), "/media/run.js", {}),
        (Files(SCRIPT[: LEAST - 1]), "/static/js/a.js", {}),
        (Files(kind=b"font/woff2"), "/static/media/a.woff2", {}),
        (Files(status=404), "/static/js/a.js", {}),
    ],
    ids=["no-gzip", "range", "elsewhere", "small", "font", "missing"],
)
def test_all_else_passes_as_it_is(files: Files, path: str, headers: dict[str, str]) -> None:
    got = ask(Compressed(files), path, **headers)
    assert "content-encoding" not in got.headers
    assert got.body == files.body
