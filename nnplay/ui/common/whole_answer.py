"""For middlewares of ASGI that change the body of a response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Served = Callable[[Scope, Receive, Send], Awaitable[None]]


class WholeAnswer:
    """Holds a response back until it is whole, changes it and sends it; all others pass untouched.

    Args:
        send: Sends a message to the browser.
        is_wanted: Whether a response is to be changed, by its status and headers.
        change: Gives the new body, and sets the headers that change with it but for `content-length`.
    """

    def __init__(
        self,
        send: Send,
        is_wanted: Callable[[int, Headers], bool],
        change: Callable[[MutableHeaders, bytes], Awaitable[bytes]],
    ) -> None:
        self._send, self._is_wanted, self._change = send, is_wanted, change
        self._start: Message = {}
        self._headers = MutableHeaders()
        self._body = bytearray()
        self._passes = False

    async def send(self, message: Message) -> None:
        """Takes a message of the application, in place of the `send` of ASGI."""
        if message["type"] == "http.response.start":
            self._headers = MutableHeaders(raw=[(name.lower(), value) for name, value in message["headers"]])
            self._passes = not self._is_wanted(message["status"], self._headers)
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
        body = await self._change(self._headers, bytes(self._body))
        self._headers["content-length"] = str(len(body))
        await self._send({**self._start, "headers": self._headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page of the app, whatever its address; files have a dot in their name."""
    return scope["type"] == "http" and scope["method"] == "GET" and "." not in scope["path"].rsplit("/", 1)[-1]
