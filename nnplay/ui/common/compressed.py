"""Files of the front end sent with gzip: Streamlit sends them as they lie, four times as many bytes.

Each is compressed once in the life of a server, in a thread of its own, and kept: some two megabytes for all of them. A
browser on the server's own machine gets them as they lie, which costs no time there.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Served = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

LEAST = 1000
"""Bytes below which a file is sent as it is."""

MOST_KEPT = 400
"""Files that are kept compressed; there are about two hundred."""

LEVEL = 6

_HERE = ("127.0.0.1", "::1")

_TEXTS = (b"javascript", b"text/css", b"image/svg", b"text/html", b"application/json")
_FOLDERS = ("/static/", "/component/", "/_stcore/bidi-components/")


class Compressed:
    """An ASGI middleware that answers requests for files of the front end with gzip.

    Only whole files that the server found, and only for those who take gzip; all else passes untouched. What is kept is
    known by address, ETag and time of change, so that a file that changes is compressed again.

    Args:
        app: The server's application.
    """

    def __init__(self, app: Served) -> None:
        self.app = app
        self.kept: dict[tuple[str, bytes, bytes], bytes] = {}

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if not _wanted(scope):
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, lambda headers, body: self._packed(scope["path"], headers, body))
        await self.app(scope, receive, answer.send)

    async def _packed(self, path: str, headers: dict[bytes, bytes], body: bytes) -> bytes:
        key = path, headers.get(b"etag", b""), headers.get(b"last-modified", b"")
        if key not in self.kept or not any(key[1:]):
            while len(self.kept) >= MOST_KEPT:
                self.kept.pop(next(iter(self.kept)))
            self.kept[key] = await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
        return self.kept[key]


class _Answer:
    """Holds a response back until it is whole, unless it is not to be compressed."""

    def __init__(self, send: Send, pack: Callable[[dict[bytes, bytes], bytes], Awaitable[bytes]]) -> None:
        self._send, self._pack = send, pack
        self._start: Message = {}
        self._body = bytearray()
        self._passes = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {name.lower(): value for name, value in message["headers"]}
            large = int(headers.get(b"content-length", b"0")) >= LEAST
            text = any(kind in headers.get(b"content-type", b"") for kind in _TEXTS)
            self._passes = not (message["status"] == 200 and large and text) or b"content-encoding" in headers
            self._start = message
            if not self._passes:
                return
        elif not self._passes and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._whole()
            return
        await self._send(message)

    async def _whole(self) -> None:
        before = [(name.lower(), value) for name, value in self._start["headers"]]
        packed = await self._pack(dict(before), bytes(self._body))
        headers = [
            (name, value) for name, value in before if name not in (b"content-length", b"accept-ranges", b"vary")
        ]
        headers += [
            (b"content-encoding", b"gzip"),
            (b"content-length", str(len(packed)).encode()),
            (b"vary", b"Accept-Encoding"),
        ]
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": packed})


def _wanted(scope: MutableMapping[str, Any]) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = {name.lower(): value for name, value in scope["headers"]}
    takes = b"gzip" in headers.get(b"accept-encoding", b"") and b"range" not in headers
    path = scope["path"]
    client = scope.get("client") or ("",)
    if client[0] in _HERE and b"x-forwarded-for" not in headers:
        return False
    return takes and (any(folder in path for folder in _FOLDERS) or "." not in path.rsplit("/", 1)[-1])
