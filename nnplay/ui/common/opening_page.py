"""What a browser shows until Streamlit's front end is there: a few words, which come with the first file."""

from __future__ import annotations

import asyncio
import base64
import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from nnplay import i18n
from nnplay.i18n import tr
from nnplay.palette import DARK, LIGHT
from nnplay.ui.common import front_end
from nnplay.ui.common.asked_language import asked_language
from nnplay.ui.common.whole_answer import Receive, Scope, Send, Served, WholeAnswer, is_page

TEMPLATE = Template(Path(__file__).with_name("opening.html").read_text(encoding="utf-8"))

ROOT = b'<div id="root"></div>'
"""Where Streamlit's page is to be, in its index.html."""

TITLE = b"<title>Streamlit</title>"

LANGUAGE = b'<html lang="en">'

FONT = re.compile(rb'<link[^>]*as="font"[^>]*>')
"""The link by which the browser fetches the font of the texts before the scripts, which are waited for longer."""

HEAD_END = b"</head>"

CONDITIONS = (b"if-none-match", b"if-modified-since")


class OpeningPage:
    """An ASGI middleware that adds to each page what is shown while the rest is on its way.

    On a slow phone the front end takes seconds, and the page would be white. The words are in the language of the link,
    of the cookie or of the browser, in this order; they go when the page is drawn, or says that it can't be.

    Args:
        app: The server's application.
        icon: A picture, as SVG.
    """

    def __init__(self, app: Served, icon: Path) -> None:
        self.app = app
        picture = base64.b64encode(icon.read_bytes()).decode()
        self._icon = f"data:image/svg+xml;base64,{picture}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_page(scope):
            language = asked_language(Request(scope))

            async def opened(headers: MutableHeaders, body: bytes) -> bytes:
                for name in ("etag", "last-modified"):  # they do not know of the language
                    del headers[name]
                return await asyncio.to_thread(self._opened, body, language)

            scope = {**scope, "headers": [one for one in scope["headers"] if one[0].lower() not in CONDITIONS]}
            send = WholeAnswer(send, _is_html, opened).send
        await self.app(scope, receive, send)

    @cache  # noqa: B019 - there is one for each server
    def _opened(self, body: bytes, language: str) -> bytes:
        body = FONT.sub(b"", body).replace(TITLE, b"<title>nnplay</title>")
        body = body.replace(LANGUAGE, b'<html lang="%s">' % language.encode())
        body = body.replace(HEAD_END, links(front_end.scripts(), body) + HEAD_END)
        return body.replace(ROOT, opening_html(self._icon, language) + ROOT)


def links(scripts: list[str], body: bytes) -> bytes:
    """HTML by which a browser fetches scripts at once that it would else find out about one after the other.

    Args:
        scripts: Names of files of the front end.
        body: A page; what it names already is left out.
    """
    new = [name.encode() for name in scripts if name.encode() not in body]
    return b"".join(
        b'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/%s">\n' % name for name in new
    )


def opening_html(icon: str, language: str) -> bytes:
    """The part of a page that is shown first, as HTML in UTF-8.

    Args:
        icon: The address of a picture.
        language: One of `LANGUAGES`.
    """
    with i18n.using(language):
        what = tr("A playground for neural networks")
        status = tr("Loading. The first visit takes the longest: afterwards this browser has the files.")
    return TEMPLATE.substitute(
        icon=icon,
        what=escape(what),
        status=escape(status),
        paper=LIGHT.named["paper"],
        ink=LIGHT.named["ink"],
        dark_paper=DARK.named["paper"],
        dark_ink=DARK.named["ink"],
    ).encode()


def _is_html(status: int, headers: Headers) -> bool:
    return status == 200 and "text/html" in headers.get("content-type", "") and "content-encoding" not in headers
