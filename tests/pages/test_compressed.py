"""Files of the front end are sent with gzip, and nothing else is touched."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest

from nnplay.ui.common.compressed import LEAST, Compressed

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


def answer(
    app: Any, path: str = "/static/js/a.js", client: str = "192.0.2.7", **headers: str
) -> tuple[dict[str, str], bytes]:
    """Headers and body that a browser gets."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asked = {"accept-encoding": "gzip, br", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "client": (client, 50000),
        "headers": [(name.encode(), value.encode()) for name, value in asked.items()],
    }
    asyncio.run(app(scope, None, send))
    got = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return got, b"".join(message["body"] for message in sent[1:])


def test_a_script_comes_compressed_and_is_compressed_once() -> None:
    files = Files()
    app = Compressed(files)
    headers, body = answer(app)
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
    assert headers["vary"] == "Accept-Encoding"
    assert "accept-ranges" not in headers
    assert gzip.decompress(body) == SCRIPT
    app.kept = dict.fromkeys(app.kept, b"kept")
    assert answer(app)[1] == b"kept"
    assert "content-encoding" not in answer(app, client="127.0.0.1")[0]
    assert answer(app, client="127.0.0.1", x_forwarded_for="192.0.2.7")[1] == b"kept"  # through a proxy
    files.body, files.headers[1] = SCRIPT + b"//", (b"ETag", b'"2"')
    assert gzip.decompress(answer(app)[1]) == SCRIPT + b"//"


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
    got, body = answer(Compressed(files), path, **headers)
    assert "content-encoding" not in got
    assert body == files.body
