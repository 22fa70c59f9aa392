"""The language that a browser asks for, before there is a session."""

from __future__ import annotations

from starlette.requests import Request

from nnplay import i18n
from nnplay.i18n import LANGUAGES

PARAMETER = "lang"

COOKIE = "nnplay-language"
"""Set by the browser when its user chooses; a cookie, because the server needs it before it draws the first page."""


def asked_language(request: Request) -> str:
    """One of `LANGUAGES`, by the link, the cookie and the browser's own wishes, in this order."""
    for code in (request.query_params.get(PARAMETER, ""), request.cookies.get(COOKIE, "")):
        if code in LANGUAGES:
            return code
    wishes = request.headers.get("accept-language", "").split(",")
    return i18n.best([wish.split(";")[0].strip() for wish in wishes])
