"""The font of icons that a browser gets: those that the pages show, in a tenth of the bytes of all that there are."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse

from nnplay.ui.common.whole_answer import Receive, Scope, Send, Served

FONT = Path(__file__).with_name("icons.woff2")

NAMES = Path(__file__).with_name("icons.txt")
"""Names of the icons in it, one in a line."""

STREAMLITS = "MaterialSymbols-Rounded."
"""What the name of Streamlit's own font of icons begins with."""

DAY = 86_400
"""Seconds for which a browser need not ask again; not for ever, because the next version may have more icons."""


class IconFont:
    """An ASGI middleware that sends our font of icons where Streamlit's front end asks for its own.

    Args:
        app: The server's application.
    """

    def __init__(self, app: Served) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rsplit("/", 1)[-1].startswith(STREAMLITS):
            answer = FileResponse(FONT, media_type="font/woff2", headers={"cache-control": f"public, max-age={DAY}"})
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)
