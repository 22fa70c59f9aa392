"""An assignment on a sheet of paper: one HTML file that needs nothing else, for A4."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import UTC, tzinfo

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.formulas import mathml
from nnplay.classroom.qr import svg
from nnplay.classroom.sheet_words import due_words, without_pictures
from nnplay.classroom.shown_words import shown
from nnplay.i18n import language, plural, tr
from nnplay.palette import LIGHT

_FORMULA = re.compile(r"(\$\$?)((?:\\.|[^$\\])+)\1", re.DOTALL)


def _read_formula(state: StateInline, silent: bool) -> bool:
    """A rule of the Markdown parser: `$…$`, or `$$…$$` for a formula on a line of its own."""
    found = _FORMULA.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.markup, token.content = found.groups()
    state.pos = found.end()
    return True


def _draw_formula(_: RendererHTML, tokens: Sequence[Token], place: int, *__: OptionsDict | EnvType) -> str:
    token = tokens[place]
    return mathml(token.content, display=token.markup == "$$") or _safe(_typed(token))


def _typed(token: Token) -> str:
    return f"{token.markup}{token.content}{token.markup}"


# No HTML of the author's, and no pictures, which would be fetched from elsewhere.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_MARKDOWN.inline.ruler.before("escape", "formula", _read_formula)
_MARKDOWN.add_render_rule("formula", _draw_formula)


_STYLE = """
@page { size: A4; margin: 16mm; }
* { box-sizing: border-box; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
body {
  font: 12pt/1.5 system-ui, sans-serif; color: var(--nn-ink); max-width: 178mm; margin: 2rem auto; padding: 0 1rem;
}
h1 { font-size: 22pt; line-height: 1.2; margin: 0 0 .3em; }
h2 { font-size: 13.5pt; margin: 1.4em 0 .4em; border-bottom: 1px solid var(--nn-line); break-after: avoid; }
pre, code { font-size: 10pt; overflow-wrap: anywhere; white-space: pre-wrap; }
.muted { color: var(--nn-muted); font-size: 10pt; }
ul.goals { list-style: none; padding: 0; }
ul.goals li { break-inside: avoid; margin: .3em 0; padding-left: 1.7em; text-indent: -1.7em; }
table { border-collapse: collapse; break-inside: avoid; }
th, td { border: 1px solid var(--nn-line); padding: .2em .7em; text-align: left; }
.box { display: inline-block; width: .9em; height: .9em; border: 1.5px solid var(--nn-ink); margin-right: .8em; }
math { font-size: 1.1em; }
math[display="block"] { margin: .7em 0; }
.open { display: flex; flex-wrap: wrap; gap: 8mm; align-items: center; break-inside: avoid; }
.open svg { width: 55mm; flex: none; }
.open div { flex: 1 1 60mm; min-width: 0; }
.link { overflow-wrap: anywhere; font-size: 8.5pt; }
@media print { body { margin: 0; padding: 0; max-width: none; } a { color: inherit; } }
"""


def formulas_as_typed(text: str) -> list[str]:
    """The formulas in a teacher's Markdown that the sheet shows as they were typed; see `nnplay.classroom.formulas`."""
    found = [token for block in _MARKDOWN.parse(text) for token in block.children or () if token.type == "formula"]
    return [_typed(token) for token in found if not mathml(token.content)]


def printed(assignment: Assignment, address: str, zone: tzinfo = UTC, zone_name: str = "UTC") -> str:
    """The sheet as HTML text: title, text, goals, and the link with its QR code.

    Args:
        assignment: The assignment. Its hints are not on the sheet.
        address: The whole link; empty where the assignment is handed out as a file.
        zone, zone_name: The time zone that the due date is printed in, and what it is called.
    """
    title, facts = _safe(shown(assignment.title)), []
    if assignment.attempts is not None:
        facts.append(plural("{n} attempt", "{n} attempts", assignment.attempts))
    if due := due_words(assignment, zone, zone_name):
        facts.append(tr("due {date}", date=due))
    heading = tr("Goals")
    goals = "".join(f'<li><span class="box"></span>{_safe(goal.sentence)}</li>' for goal in assignment.goals)
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="muted">{_safe(" · ".join(facts))}</p>' if facts else "",
        _MARKDOWN.render(without_pictures(shown(assignment.text))),
        f'<h2>{heading}</h2><ul class="goals">{goals}</ul>' if goals else "",
        _opening(address),
    ]
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>:root {{ {LIGHT.css} }} {_STYLE}</style></head>\n"
        f"<body>\n{chr(10).join(part for part in parts if part)}\n</body></html>\n"
    )


def _opening(address: str) -> str:
    how, scan = tr("How to open it"), tr("Scan the code, or open this link:")
    if not address:
        said = tr("Open the file from your teacher on the page <b>Playground</b> of nnplay, under <b>Save or open</b>.")
        return f"<h2>{how}</h2><p>{said}</p>"
    return (
        f'<h2>{how}</h2><div class="open">{svg(address)}<div><p>{scan}</p>'
        f'<p class="link"><a href="{_safe(address)}">{_safe(address)}</a></p></div></div>'
    )


def _safe(text: str) -> str:
    return html.escape(text)
