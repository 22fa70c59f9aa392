"""Transfer: a network that has read many other digits goes on learning from a few."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from nnplay import digit_reader, figures
from nnplay.digit_reader import new_hand
from nnplay.figures.lessons.little import transfer_curves
from nnplay.i18n import N_, tr
from nnplay.models.shapes import trace
from nnplay.registry import Param
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "little"

COUNT = Param("count", "choice", str(new_hand.COUNTS[1]), N_("How many of the new people's digits it learns from."),
              label=N_("Examples"), choices=tuple(map(str, new_hand.COUNTS)))  # fmt: skip


@dataclass
class LittleState:
    """What a session keeps of this lesson.

    Args:
        transferred: Whether the reader was asked to learn.
    """

    transferred: bool = False


@st.fragment
def section() -> None:
    """The section."""
    text, picture = layout.section(tr("Begin with what another network knows"))
    mine, reader = current().part(LittleState), digit_reader.facts()
    *frozen, last = trace(digit_reader.spec()).checked().rows
    with text:
        layout.text(
            tr(
                "There is a second way. nnplay ships with a reader of digits that has learned from {mnist_images:,} "
                "scanned and {pen_strokes:,} pen-drawn digits. It has never seen the digits of this lesson, which "
                "other people wrote, in another country. But its layers know strokes, corners and loops. Why learn "
                "those again?\n\nKeep all of its layers but the last as they are. A **frozen layer** keeps its weights "
                "during training, here {sum:,} of them. Only the last layer, with {parameters:,} weights, learns "
                "from the new digits. This is **transfer**. If all layers go on learning, in small steps, it is "
                "called **fine-tuning**: the Draw page does that with your own drawings.",
                mnist_images=reader.mnist_images,
                pen_strokes=reader.pen_strokes,
                sum=sum(row.parameters for row in frozen),
                parameters=last.parameters,
            )
        )
        predict(SLUG, "transfer")
        if st.button(tr("Let the reader learn"), type="primary", icon=":material/play_arrow:", key=f"{SLUG}-transfer"):
            mine.transferred = True
        count = int(layout.pick(SLUG, COUNT))
        st.caption(
            tr(
                "All ways are judged by the same {test} other digits, so each digit counts {test2:.1f} percentage "
                "points. Everything is computed when you press the button, in a few seconds.",
                test=new_hand.TEST,
                test2=100 / new_hand.TEST,
            )
        )
    with picture:
        _hand(count)
        if mine.transferred:
            _transferred(count)


def _hand(count: int) -> None:
    images, labels = new_hand.small_digits()
    shown = min(count, 50)
    layout.figure(
        figures.by_width(
            lambda width: figures.tile_grid(images[:shown], list(map(str, labels[:shown])), columns=10, width=width),
            (300, 560),
        ),
        key="little-hand",
        label=tr("{shown} of the {count} digits to learn from: ", shown=shown, count=count)
        + ", ".join(map(str, labels[:shown])),
    )
    if shown < count:
        st.caption(tr("The first {shown} of the {count} digits to learn from.", shown=shown, count=count))


def _transferred(count: int) -> None:
    found = new_hand.transfer()
    at = new_hand.COUNTS.index(count)
    layout.figure(
        transfer_curves(new_hand.COUNTS, layout.titled(found), count),
        key="little-transfer-curves",
        label=tr("Test digits read right after learning from {count}: ", count=count)
        + layout.listed({name: values[at] for name, values in found.items()}, ".1%"),
        table=lambda: {tr("examples"): list(new_hand.COUNTS), **layout.titled(found)},
    )
    mistakes = {name: round((1 - values[at]) * new_hand.TEST) for name, values in found.items()}
    layout.text(
        tr(
            "With {count} examples, the network that knows nothing but these pixels misreads **{mistakes}** of "
            "{test} digits. A new last layer on the frozen ones misreads **{mistakes2}**, and the reader's own "
            "last layer, taught further, **{mistakes3}**. The reader as it is misreads **{mistakes4}**.",
            count=count,
            mistakes=mistakes["No reader, pixels only"],
            test=new_hand.TEST,
            mistakes2=mistakes["Frozen layers, new last layer"],
            mistakes3=mistakes["Reader, last layer taught"],
            mistakes4=mistakes[N_("Reader as it is")],
        )
    )
    if st.button(tr("Teach the reader your own handwriting"), icon=":material/draw:", key=f"{SLUG}-draw"):
        st.switch_page("pages/draw.py")
