"""What every page begins and ends with."""

from __future__ import annotations

import functools
import gc

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay.palette import LIGHT
from nnplay.ui.common import browser_memory, expected, first_visit, identity
from nnplay.ui.common.current import current
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session

_STYLE = """
<style>
.stMainBlockContainer { padding: 4.2rem 1.6rem 2rem; max-width: 2200px; }
.stMainBlockContainer h3 { font-size: 1.05rem; font-weight: 650; padding: 0; }
[class*="st-key-heading-"] { min-height: 2.5rem; margin-bottom: -.6rem; }
.st-key-heading-Look-inside, .st-key-heading-Evaluate, .st-key-heading-Predict, .st-key-heading-Draw {
  margin-bottom: .3rem;
}
.st-key-nnplay-tab-box, .st-key-nnplay-style { display: none; }
/* Room for pictures, which come after what stands around them: nothing moves when they do. */
.st-key-data-picture { min-height: 476px; }
.st-key-network-picture { min-height: 210px; }
.st-key-curves { min-height: 472px; }
/* A list or canvas that is replaced stays for a moment. Old and new share one place, as high as the canvas, so that
   Train and Clear do not jump away from the mouse. */
.st-key-experiment, .st-key-sketch-canvas { display: grid; grid-template-columns: minmax(0, 1fr); }
.st-key-experiment > *, .st-key-sketch-canvas > * { grid-area: 1 / 1; width: 100%; min-width: 0; }
.st-key-sketch-canvas { min-height: 320px; }
/* Over the blank canvas; gone at the first touch, and not back while the browser tells of the stroke. */
.st-key-sketch-canvas > :has(.nnplay-draw-here) {
  position: relative; pointer-events: none; z-index: 11; height: 320px; max-width: 320px;
}
.nnplay-draw-here {
  height: 320px; display: flex; align-items: center; justify-content: center; color: var(--nn-muted);
  font-size: 1.15rem;
  transition: opacity .2s 2s;
}
.st-key-sketch-canvas:active .nnplay-draw-here { opacity: 0; transition: none; }
/* Train below moves by nothing when the ways to begin give way to the story. */
.st-key-story { min-height: 2.5rem; justify-content: center; }
[data-testid="stMetricValue"] { font-size: 1.35rem; }
.st-key-layers [data-testid="stPopoverButton"], .st-key-layers [data-testid="stPopover"] > div { width: 100%; }
[data-testid="stImage"] img { image-rendering: pixelated; }
.nnplay-pictures { display: flex; flex-wrap: wrap; gap: .9rem 1rem; align-items: flex-start; }
.nnplay-pictures figure { margin: 0; max-width: 100%; }
.nnplay-pictures figcaption { font-size: .85rem; font-weight: 600; padding-bottom: .15rem; }
.nnplay-pictures img { display: block; width: 100%; image-rendering: pixelated; border-radius: 3px; }
.nnplay-pictures span {
  display: block; font-size: .78rem; line-height: 1.25; color: var(--nn-muted); padding-top: .25rem;
}
.st-key-layers button { justify-content: flex-start; min-height: 2rem; padding-top: .1rem; padding-bottom: .1rem; }
.st-key-layers [data-testid="stMarkdownContainer"] p { font-variant-numeric: tabular-nums; }
[data-testid="stPopoverBody"]:has(.st-key-table-details) { width: min(46rem, 94vw); max-width: none; }
/* The prediction stays in sight beside many sliders. */
[data-testid="stColumn"]:has(.st-key-predict-answer) { position: sticky; top: 4.2rem; align-self: flex-start; }
/* Where three columns are narrow: training options two by two, and no word is cut. */
@media (max-width: 1250px) {
  .st-key-training-options [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
  .st-key-training-options [data-testid="stColumn"] { min-width: calc(50% - 1rem); flex: 1 1 calc(50% - 1rem); }
  .st-key-layers [data-testid="stTooltipIcon"] { display: none; }
  .st-key-layers [data-testid="stCaptionContainer"] p { white-space: nowrap; font-size: .8rem; }
}
@media (max-width: 640px) {
  /* At the top a message would lie over the first choice of a page. */
  [data-testid="stToastContainer"] { top: auto; bottom: 4.5rem; }
  [data-testid="stColumn"]:has(.st-key-predict-answer) {
    order: -1; top: 3.6rem; z-index: 2; background: var(--nn-paper); max-height: 40vh; overflow-y: auto;
    padding: .6rem 0;
  }
  .stMainBlockContainer { padding-left: .9rem; padding-right: .9rem; }
  /* A layer stays one line. */
  .st-key-layers [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
  .st-key-layers [data-testid="stColumn"] { min-width: 0; }
  /* The answer next to the drawing, the steps to it below. */
  .st-key-draw-columns [data-testid="stColumn"]:nth-child(2) { order: 3; }
  .st-key-draw-columns [data-testid="stColumn"]:nth-child(3) { order: 2; }
  .nnplay-pictures { gap: .7rem .6rem; }
}
</style>
"""


def start() -> Session:
    """Draws what is common and returns the session; the first call in a server warms the engine up."""
    first_visit.in_page()
    with st.container(key="nnplay-style"):
        st.html(f"<style>:root {{ {LIGHT.css} }}</style>{_STYLE}")
    engine()
    _freeze()
    return current()


def heading(title: str) -> DeltaGenerator:
    """The heading of a column; what else is drawn into it stands on its right."""
    line = st.container(
        key=f"heading-{title}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    line.subheader(title, anchor=False, width="content")
    return line


def finish() -> None:
    """Ties the tab to the session; at the end, so that nothing moves when it is drawn."""
    current().pressed = ""  # of a playground that was left before it could start
    expected.tell(current())
    with st.container(key="nnplay-tab-box"):
        identity.remember()
        browser_memory.keep()


@functools.cache
def _freeze() -> None:
    """Takes what was imported out of garbage collection, which would hold every session up."""
    gc.collect()
    gc.freeze()
