"""How a report is written as HTML: its looks, its texts and its tables."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

STYLE = """


@page { size: A4; margin: 16mm; }
* { box-sizing: border-box; }
body {
  font: 11pt/1.5 system-ui, sans-serif; color: var(--nn-ink); max-width: 178mm; margin: 2rem auto; padding: 0 1rem;
}
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .2em; }
h2 { font-size: 13.5pt; margin: 1.6em 0 .5em; border-bottom: 1px solid var(--nn-line); break-after: avoid; }
table { border-collapse: collapse; font-size: 9.5pt; margin: .4em 0; break-inside: avoid; }
th, td { text-align: left; padding: .18em .7em .18em 0; vertical-align: top; border-bottom: 1px solid var(--nn-grid); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
p.muted { break-after: avoid; }
.muted, figcaption { color: var(--nn-muted); font-size: 9pt; }
.words { white-space: pre-wrap; border-left: 3px solid var(--nn-accent); padding-left: .9em; }
.row { display: flex; flex-wrap: wrap; gap: 6mm; align-items: flex-start; }
figure { margin: 0; break-inside: avoid; }
svg { max-width: 100%; height: auto; font: 11px system-ui, sans-serif; }
.whole { break-inside: avoid; }
.wide { overflow-x: auto; }
.confusion td { text-align: center; padding: .25em .5em; border: 1px solid var(--nn-paper); }
.examples { display: flex; flex-wrap: wrap; gap: 4mm; }
.examples figure { width: 25mm; }
img.example { width: 25mm; image-rendering: pixelated; border: 1px solid var(--nn-line); }
.wrong { color: var(--nn-wrong); font-weight: 600; }
.link { overflow-wrap: anywhere; font-size: 8.5pt; }
@media print { body { margin: 0; padding: 0; max-width: none; } a { color: inherit; } }
* { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
"""


def safe(text: object) -> str:
    """A text as it may stand in HTML."""
    return html.escape(str(text))


def table_of(rows: Iterable[Sequence[object]], head: Sequence[str] = ()) -> str:
    """Under a head, cells that are numbers stand at the right; without one, a name and its value side by side."""

    def cell(value: object, tag: str) -> str:
        number = ' class="number"' if head and (isinstance(value, int | float) or str(value)[:1].isdigit()) else ""
        return f"<{tag}{number}>{safe(value)}</{tag}>"

    top = f"<tr>{''.join(f'<th>{safe(name)}</th>' for name in head)}</tr>" if head else ""
    lines = ("".join(cell(value, "td") for value in row) for row in rows)
    return f"<table>{top}{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
