"""What a browser shows before Streamlit's front end is there, and which files it fetches for it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from streamlit import file_util

from nnplay.i18n import LANGUAGES, using
from nnplay.ui.common import front_end, opening_page
from nnplay.ui.common.asked_language import COOKIE
from nnplay.ui.common.icon_font import FONT, NAMES, IconFont
from nnplay.ui.common.opening_page import OpeningPage, opening_html
from tests.icons import installed, needed
from tests.pages.asgi import ask

INDEX = Path(file_util.get_static_dir()) / "index.html"

ICON = Path(__file__).parents[2] / "docs" / "icon.svg"

WORDS = {code: opening_html("", code).decode() for code in LANGUAGES}


async def streamlits(scope: Any, receive: Any, send: Any) -> None:
    """Its index.html for a page, and a text for all else."""
    answer: Response = FileResponse(INDEX) if "." not in scope["path"] else PlainTextResponse("<html></html>")
    await answer(scope, receive, send)


APP = OpeningPage(streamlits, ICON)


def test_the_page_is_streamlits_with_words_before_it() -> None:
    plain, got = INDEX.read_text(encoding="utf-8"), ask(APP, "/look_inside")
    page = got.text
    assert page.index("A playground for neural networks") < page.index('<div id="root"></div>')
    assert "<title>nnplay</title>" in page
    assert "Streamlit</title>" not in page
    assert 'as="font"' in plain
    assert 'as="font"' not in page
    assert int(got.headers["content-length"]) == len(got.body)
    # Nothing else went.
    for kept in re.findall(r'(?:src|href)="[^"]+\.(?:js|css|json|png)"', plain):
        assert page.count(kept) == plain.count(kept)


def test_scripts_of_all_parts_are_fetched_at_once_and_only_once() -> None:
    fetched = re.findall(r'\./static/js/([^"]+)"', ask(APP, "/").text)
    assert len(fetched) == len(set(fetched))
    for part in front_end.PARTS:
        assert any(name.startswith(f"{part}.") for name in fetched), part


@pytest.mark.parametrize(
    ("address", "cookie", "wishes", "code"),
    [
        ("/", "", "", "en"),
        ("/", "", "fr, de-AT;q=0.8, en;q=0.5", "de"),
        ("/", "es", "de", "es"),
        ("/?lang=de", "es", "es", "de"),
        ("/?lang=xx", "xx", "xx", "en"),
    ],
    ids=["none", "browser", "cookie", "link", "unknown"],
)
def test_the_words_are_in_the_language_of_link_cookie_or_browser(
    address: str, cookie: str, wishes: str, code: str
) -> None:
    headers = {"accept_language": wishes} | ({"cookie": f"{COOKIE}={cookie}"} if cookie else {})
    page = ask(APP, address, **headers).text
    told = [one for one in LANGUAGES if re.findall("<p.*</p>", WORDS[one])[0] in page]
    assert told == [code]
    assert f'<html lang="{code}">' in page


def test_a_page_is_never_taken_for_the_one_in_another_language() -> None:
    first = ask(APP, "/")
    assert "etag" not in first.headers
    assert "last-modified" not in first.headers
    plain = ask(streamlits)
    again = ask(APP, "/", if_none_match=plain.headers["etag"])
    assert again.status == 200


def test_all_else_passes_as_it_is() -> None:
    assert ask(APP, "/a.txt").text == "<html></html>"
    assert "nnplay" not in ask(APP, method="POST").text
    missing = OpeningPage(HTMLResponse('<div id="root"></div>', status_code=404), ICON)
    assert ask(missing).text == '<div id="root"></div>'


def test_what_is_looked_for_stands_in_the_installed_index() -> None:
    index = INDEX.read_bytes()
    for what in (opening_page.ROOT, opening_page.TITLE, opening_page.LANGUAGE, opening_page.HEAD_END):
        assert index.count(what) == 1
    assert len(opening_page.FONT.findall(index)) == 1


def test_words_of_every_language_differ() -> None:
    with using("de"):
        assert "Ein Playground" in WORDS["de"]
    assert len(set(WORDS.values())) == len(LANGUAGES)


def test_the_font_of_icons_has_all_that_the_pages_and_streamlit_name() -> None:
    missing = set(needed()) - set(NAMES.read_text(encoding="utf-8").split())
    assert not missing, "run python -m tests.icons"


def test_our_font_comes_where_streamlits_is_asked_for() -> None:
    asked = ask(IconFont(streamlits), f"/base/static/media/{installed().name}")
    assert asked.body == FONT.read_bytes()
    assert asked.headers["content-type"] == "font/woff2"
    assert len(asked.body) < installed().stat().st_size / 10
    assert ask(IconFont(streamlits), "/static/media/SourceSans.woff2").text == "<html></html>"


def test_nothing_but_requests_is_touched() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    for wrapped in (OpeningPage(app, ICON), IconFont(app)):
        for kind in ("websocket", "lifespan"):
            asyncio.run(wrapped({"type": kind, "path": "/", "headers": []}, None, None))  # type: ignore[arg-type]
    assert seen == ["websocket", "lifespan"] * 2
