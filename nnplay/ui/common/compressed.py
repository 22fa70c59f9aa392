"""Files of the front end sent with gzip: Streamlit sends them as they lie, four times as many bytes.

Each is compressed once in the life of a server, in a thread of its own, and kept: some two megabytes for all of them. A
browser on the server's own machine gets them as they lie, which costs no time there.
"""

from __future__ import annotations

import asyncio
import gzip

from starlette.datastructures import Headers, MutableHeaders

from nnplay.ui.common.whole_answer import Receive, Scope, Send, Served, WholeAnswer, is_page

LEAST = 1000
"""Bytes below which a file is sent as it is."""

MOST_KEPT = 400
"""Files that are kept compressed; there are about two hundred."""

LEVEL = 6

_HERE = ("127.0.0.1", "::1")

_TEXTS = ("javascript", "text/css", "image/svg", "text/html", "application/json")
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
        self.kept: dict[tuple[str, str, str], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_asked(scope):
            send = WholeAnswer(send, _is_text, lambda headers, body: self._packed(scope["path"], headers, body)).send
        await self.app(scope, receive, send)

    async def _packed(self, path: str, headers: MutableHeaders, body: bytes) -> bytes:
        del headers["accept-ranges"]
        headers["content-encoding"] = "gzip"
        headers.add_vary_header("Accept-Encoding")
        key = path, headers.get("etag", ""), headers.get("last-modified", "")
        if key not in self.kept or not any(key[1:]):
            while len(self.kept) >= MOST_KEPT:
                self.kept.pop(next(iter(self.kept)))
            self.kept[key] = await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
        return self.kept[key]


def _is_asked(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    asked = Headers(scope=scope)
    client = scope.get("client") or ("",)
    if client[0] in _HERE and "x-forwarded-for" not in asked:
        return False
    is_file = any(folder in scope["path"] for folder in _FOLDERS)
    return "gzip" in asked.get("accept-encoding", "") and "range" not in asked and (is_file or is_page(scope))


def _is_text(status: int, headers: Headers) -> bool:
    large = int(headers.get("content-length", "0")) >= LEAST
    text = any(kind in headers.get("content-type", "") for kind in _TEXTS)
    return status == 200 and large and text and "content-encoding" not in headers
