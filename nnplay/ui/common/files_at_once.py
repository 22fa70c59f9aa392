"""Files of the front end read where they are sent, without a thread for each step.

Starlette opens, reads and closes a file in threads, and watches meanwhile whether the browser is still there. While a
server that has just started imports the first page, each of these steps waits for the imports to let go; a page is a
hundred files. Where a server says that it can send a file by its path, Starlette leaves all of it to the server
(https://asgi.readthedocs.io/en/latest/extensions.html#path-send). Uvicorn can't, so this does.
"""

from __future__ import annotations

from nnplay.ui.common.whole_answer import Message, Receive, Scope, Send, Served

PATH_SEND = "http.response.pathsend"

PART = 256 * 1024
"""Bytes read at once; between two parts the server waits until a slow browser has taken enough."""


class FilesAtOnce:
    """An ASGI middleware that sends files by their path.

    Args:
        app: The server's application.
    """

    def __init__(self, app: Served) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == PATH_SEND:
                await _send_file(message["path"], send)
            else:
                await send(message)

        await self.app({**scope, "extensions": {**scope.get("extensions", {}), PATH_SEND: {}}}, receive, sending)


async def _send_file(path: str, send: Send) -> None:
    with open(path, "rb") as file:  # which has just been looked for, and is read in a millisecond
        more = True
        while more:
            part = file.read(PART)
            more = len(part) == PART
            await send({"type": "http.response.body", "body": part, "more_body": more})
