"""A button that copies the page's address with a query, as Streamlit's buttons look."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from nnplay.i18n import tr

NAME = "nnplay_copy_button"

_HTML = """
<button type="button"><span class="icon"></span><span class="label"></span></button>
<span class="said" role="status"></span>
<input readonly hidden>
"""

_CSS = """
:host { display: block; }
button {
  display: inline-flex; align-items: center; gap: .5rem; min-height: 2.5rem; padding: .25rem .75rem; cursor: pointer;
  font: .875rem/1.6 var(--st-font); color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); white-space: nowrap;
}
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: .2rem solid color-mix(in srgb, var(--st-primary-color) 50%, transparent); }
@media (pointer: coarse) { button { min-height: 44px; } }
@media (max-width: 640px) {
  button { gap: 0; padding: 0 .4rem; font-size: .84rem; line-height: 1.15; white-space: normal; }
  .icon { display: none; }
}
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.icon svg { display: block; width: 1.2rem; height: 1.2rem; }
input {
  width: 14rem; max-width: 100%; margin-top: .3rem; padding: .3rem .5rem; font: .875rem/1.6 var(--st-font);
  color: var(--st-text-color); background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
}
input[hidden] { display: none; }
"""

_component = st.components.v2.component(
    NAME, html=_HTML, css=_CSS, js=(Path(__file__).parent / "copy_button.js").read_text(encoding="utf-8")
)


def copy_button(label: str, query: str, key: str, *, help: str) -> None:
    """Draws the button. The browser knows the address, whichever way the page was reached.

    Args:
        label: What it says.
        query: What is copied behind the page's address, e.g. `"?x=1q1Y"`; `"./?x=1q1Y"` of the playground.
        key: Its name.
        help: A sentence for its tooltip.
    """
    texts = {"copied": tr("Copied"), "failed": tr("Copy it from below"), "field": tr("The link")}
    _component(key=key, data={"label": label, "query": query, "help": help, **texts}, width="content", height="content")
