"""What the reader that ships with nnplay was trained on, and what it reaches."""

from __future__ import annotations

import streamlit as st

from nnplay import digit_reader, figures
from nnplay.ui.draw.networks import READY


def about() -> None:
    """Draws the story of the ready reader, folded away: it is long."""
    with st.expander(f"What the {READY.lower()} has learned from", icon=":material/info:"):
        st.markdown(story(digit_reader.facts()))


def story(facts: digit_reader.Facts) -> str:
    """The ready reader's data and figures, and why they were needed, as Markdown."""
    percent = figures.show_percent
    ready = (
        f"It is a small convolution network with {facts.parameters:,} weights. It has learned from the "
        f"{facts.mnist_images:,} training images of MNIST and from {facts.pen_strokes:,} digits that {facts.writers} "
        "people wrote with a pen on a tablet. These were drawn again as this page draws yours, each "
        f"{facts.drawn_times} "
        "times: a little turned, slanted, stretched and bent.\n\n"
        f"It reads **{percent(facts.pen.accuracy)}** of {facts.pen.count:,} digits by {len(facts.test_writers)} people "
        f"it never saw, and **{percent(facts.mnist.accuracy)}** of MNIST's {facts.mnist.count:,} test images."
    )
    hearts = next(kind for kind in facts.kinds if kind.name == "hearts")
    none = (
        f"It also says when something is **none of the ten digits**: it has seen {facts.non_digits:,} drawings of "
        "letters, signs, shapes, scribbles, spoiled digits and more, and learned to find no digit in them. It "
        f"refuses **{percent(facts.refused_share(held_out=False))}** of other drawings of the same kinds, "
        f"**{percent(facts.refused_share(held_out=True))}** of kinds that it never saw (such as houses, faces, arrows "
        f"and other alphabets), and {percent(hearts.refused)} of hearts. The price: it refuses "
        f"{percent(facts.pen.refused)} of the digits by the people "
        f"it never saw, and {percent(facts.mnist.refused)} of MNIST's. It can't refuse an O, an I or an S, which look "
        f"just like a 0, a 1 and a 5. The same network trained on MNIST's digits alone is "
        f"more than 90% sure of a digit in {percent(facts.mnist_only_sure)} of all these drawings."
    )
    alone = (
        f"The same network trained on MNIST alone reads {percent(facts.mnist_only_accuracy)} of these people's digits. "
        "MNIST was written by American census workers and high-school students, whose 9s mostly end in a straight "
        "line. Other hands curl the tail to the left: with this open bow below, a 9 looks more like MNIST's 3s. "
        f"That network misreads {facts.mnist_only_nines_wrong} of {facts.nines} 9s, "
        f"{facts.mnist_only_nines_as_three} of them as a 3; the ready reader, which has seen such 9s, misreads "
        f"{facts.nines_wrong}. A network knows only what it was shown."
    )
    sources = (
        "Data: [MNIST](https://keras.io/api/datasets/mnist/) (LeCun, Cortes, Burges 1998) and "
        "[Pen-Based Recognition of Handwritten Digits](https://archive.ics.uci.edu/dataset/81) (Alpaydin, Alimoglu "
        "1998, CC BY 4.0). "
        "Training: `python -m nnplay.digit_reader.train`."
    )
    return "\n\n".join([ready, none, alone, sources])
