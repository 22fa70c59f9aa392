"""What the reader that ships with nnplay was trained on, and what it reaches."""

from __future__ import annotations

import streamlit as st

from nnplay import digit_reader, figures
from nnplay.i18n import tr


def about() -> None:
    """Draws the story of the ready reader, folded away: it is long."""
    with st.expander(tr("What the ready reader has learned from"), icon=":material/info:"):
        st.markdown(story(digit_reader.facts()))


def story(facts: digit_reader.Facts) -> str:
    """The ready reader's data and figures, and why they were needed, as Markdown."""
    percent = figures.show_percent
    ready = tr(
        "It is a small convolution network with {parameters:,} weights. It has learned from the "
        "{mnist_images:,} training images of MNIST and from {pen_strokes:,} digits that {writers} people "
        "wrote with a pen on a tablet. These were drawn again as this page draws yours, each {drawn_times} "
        "times: a little turned, slanted, stretched and bent.\n\nIt reads **{accuracy}** of {count:,} digits "
        "by {test_writers} people it never saw, and **{accuracy2}** of MNIST's {count2:,} test images.",
        parameters=facts.parameters,
        mnist_images=facts.mnist_images,
        pen_strokes=facts.pen_strokes,
        writers=facts.writers,
        drawn_times=facts.drawn_times,
        accuracy=percent(facts.pen.accuracy),
        count=facts.pen.count,
        test_writers=len(facts.test_writers),
        accuracy2=percent(facts.mnist.accuracy),
        count2=facts.mnist.count,
    )
    hearts = next(kind for kind in facts.kinds if kind.name == "hearts")
    none = tr(
        "It also says when something is **none of the ten digits**: it has seen {non_digits:,} drawings of letters, "
        "signs, shapes, scribbles, spoiled digits and more, and learned to find no digit in them. It refuses "
        "**{facts}** of other drawings of the same kinds, **{facts2}** of kinds that it never saw (such as houses, "
        "faces, arrows and other alphabets), and {refused} of hearts. The price: it refuses {refused2} of the digits "
        "by the people it never saw, and {refused3} of MNIST's. It can't refuse an O, an I or an S, which look just "
        "like a 0, a 1 and a 5. The same network trained on MNIST's digits alone is more than 90% sure of a digit in "
        "{mnist_only_sure} of all these drawings.",
        non_digits=facts.non_digits,
        facts=percent(facts.refused_share(held_out=False)),
        facts2=percent(facts.refused_share(held_out=True)),
        refused=percent(hearts.refused),
        refused2=percent(facts.pen.refused),
        refused3=percent(facts.mnist.refused),
        mnist_only_sure=percent(facts.mnist_only_sure),
    )
    alone = tr(
        "The same network trained on MNIST alone reads {mnist_only_accuracy} of these people's digits. MNIST "
        "was written by American census workers and high-school students, whose 9s mostly end in a straight "
        "line. Other hands curl the tail to the left: with this open bow below, a 9 looks more like MNIST's "
        "3s. That network misreads {mnist_only_nines_wrong} of {nines} 9s, {mnist_only_nines_as_three} of "
        "them as a 3; the ready reader, which has seen such 9s, misreads {nines_wrong}. A network knows only "
        "what it was shown.",
        mnist_only_accuracy=percent(facts.mnist_only_accuracy),
        mnist_only_nines_wrong=facts.mnist_only_nines_wrong,
        nines=facts.nines,
        mnist_only_nines_as_three=facts.mnist_only_nines_as_three,
        nines_wrong=facts.nines_wrong,
    )
    sources = tr(
        "Data: [MNIST](https://keras.io/api/datasets/mnist/) (LeCun, Cortes, Burges 1998) and [Pen-Based Recognition "
        "of Handwritten Digits](https://archive.ics.uci.edu/dataset/81) (Alpaydin, Alimoglu 1998, CC BY 4.0). "
        "Training: `python -m nnplay.digit_reader.train`."
    )
    return "\n\n".join([ready, none, alone, sources])
