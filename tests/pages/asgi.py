"""Requests to applications of ASGI, without a server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Got:
    """What a browser gets.

    Args:
        status: Of HTTP.
        headers: By name in lower case.
        body: All of it.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode()


def ask(app: Any, address: str = "/", *, method: str = "GET", client: str = "192.0.2.7", **headers: str) -> Got:
    """Sends one request.

    Args:
        app: The application.
        address: The path, and the query after a question mark.
        method: Of HTTP.
        client: The browser's own address.
        **headers: Of the request, with `_` for `-`; it takes gzip if nothing else is said.
    """
    sent: list[Any] = []

    whole = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        if not whole:
            await asyncio.Event().wait()  # the browser stays
        return whole.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = address.partition("?")
    asked = {"accept-encoding": "gzip, br", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "client": (client, 50000),
        "headers": [(name.encode(), value.encode()) for name, value in asked.items()],
    }
    asyncio.run(app(scope, receive, send))
    got = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Got(sent[0]["status"], got, b"".join(message["body"] for message in sent[1:]))
