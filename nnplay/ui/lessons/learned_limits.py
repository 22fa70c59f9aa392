"""What maps do not prove: a network that has forgotten everything, and one that is fooled."""

from __future__ import annotations

import functools

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import learned as theory
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import layout
from nnplay.ui.lessons import learned_reader as learned
from nnplay.ui.lessons.predictions import predict

PER_DIGIT = 5
"""Made drawings of each digit that a network which forgets is tested on."""

FORGOTTEN = Param("forgotten", "integer", 0, N_("This many layers, from the output on, get random weights instead of "
                  "the learned ones."), label=N_("Layers with random weights"), minimum=0, maximum=7)  # fmt: skip
TOWARD = Param("toward", "choice", "5", N_("The digit that the reader should be made to "
    "see."), label=N_("Push it toward"),
               choices=tuple(str(digit) for digit in range(10)))  # fmt: skip
SIZE = Param("size", "number", 0.05, N_("How far any pixel may move; paper is 0, full ink is 1."),
             label=N_("Largest change of a pixel"), minimum=0.0, maximum=0.3, step=0.01)  # fmt: skip


def sections(session: Session) -> None:
    """Both sections, and what follows from them."""
    _forget(session)
    _fool(session)


@functools.cache
def _accuracy(layers: int) -> float:
    """Share of the made drawings that the reader still reads, with so many layers forgotten."""
    x, labels = learned.made(PER_DIGIT)
    return float((learned.reader().forgotten(layers).predict(x).argmax(axis=1) == labels).mean())


@st.fragment
def _forget(session: Session) -> None:
    slug = f"{learned.SLUG}-forget"
    text, picture = layout.section(tr("What maps do not prove: a network that knows nothing"))
    network = learned.reader()
    with text:
        layout.text(
            tr(
                "A map on the strokes of a digit looks convincing. But would it look different if the network knew "
                "nothing? Test the map itself: replace the learned weights by random ones, layer by layer, beginning "
                "at the output. A map that shows what was *learned* should break down at once. This is a **sanity "
                "check** ([Adebayo and others 2018](https://arxiv.org/abs/1810.03292))."
            )
        )
        predict(learned.SLUG, "forget")
        image, name = learned.choose_picture(slug, session)
        layers = int(layout.control(learned.SLUG, FORGOTTEN))
        answer = int(network.predict(image[None])[0].argmax())
        blank = network.forgotten(layers)
        slopes = [theory.saliency(one, image, answer) for one in (network, blank)]
        cams = [theory.grad_cam(one, image, answer).total for one in (network, blank)]
        alike = [theory.likeness(*pair) for pair in (slopes, cams)]
        layout.formula(
            rf"\text{{rank correlation: saliency }} {_number(alike[0])}, \quad \text{{Grad-CAM }} {_number(alike[1])}"
        )
        layout.text(
            tr(
                "Of {per_digit} computer-made drawings, this network reads **{layers:.0%}**; guessing gets 10%. The "
                "rank correlation compares how two maps order the pixels by strength, sign aside: 1 is the same "
                "order, 0 is no relation. ",
                per_digit=10 * PER_DIGIT,
                layers=_accuracy(layers),
            )
            + (
                tr(
                    "The saliency map still looks partly the same, most of all when *every* layer is random. Then the "
                    "picture alone shapes the gradient: any kernel, learned or not, responds where there is ink. The "
                    "Grad-CAM map of the last convolution layer usually looks quite different at once, as it should. "
                    "That does not make it right, but it has passed a test that saliency has not."
                )
                if layers
                else tr("Now replace one layer, then more.")
            )
        )
    with picture:
        for place, (title, slope, cam) in enumerate(
            zip((tr("As it was learned"), tr("{layers} of 7 layers random", layers=layers)), slopes, cams, strict=True)
        ):
            layout.text(f"**{title}**")
            left, right = learned.side_by_side(f"forget-{place}")
            with left:
                learned.show_slope(
                    slope,
                    float(np.abs(slope).max()),
                    f"learned-forget-{place}",
                    tr("{title}: saliency of {name}", title=title, name=name),
                )
            with right:
                learned.show_cam(
                    image,
                    cam,
                    f"learned-forget-cam-{place}",
                    tr("{title}: Grad-CAM of {name} for a {answer}", title=title, name=name, answer=answer),
                )
        st.caption(tr("Each map has its own scale."))


def _number(value: float) -> str:
    return r"\text{not defined}" if np.isnan(value) else latex.number(value)


@st.fragment
def _fool(session: Session) -> None:
    slug = f"{learned.SLUG}-fool"
    text, picture = layout.section(tr("A change that you hardly see"))
    network = learned.reader()
    with text:
        layout.text(
            tr(
                "If a gradient says which pixels raise a score, you can use it against the network. Move every pixel a "
                "little in the direction that helps the *wrong* digit. Each change is tiny, but there are 784 of them, "
                "and they all push the same way. The result is an **adversarial example** ([Goodfellow and others "
                "2014](https://arxiv.org/abs/1412.6572))."
            )
        )
        predict(learned.SLUG, "fool")
        image, name = learned.choose_picture(slug, session, "6")
        toward = int(layout.pick(slug, TOWARD))
        size = float(layout.control(learned.SLUG, SIZE))
        before = network.predict(image[None])[0]
        answer = int(before.argmax())
        changed = theory.fooled(network, image, answer, toward, size) if toward != answer else image
        after = network.predict(changed[None])[0]
        layout.formula(
            r"x' = x + \text{small} \cdot \operatorname{sign}\left(\frac{\partial (s_{"
            + str(toward)
            + r"} - s_{"
            + str(answer)
            + r"})}{\partial x}\right), \quad |x' - x| \le "
            + latex.written(size, "g")
        )
        layout.text(
            tr(
                "The *sign* is +1 where the gradient is positive, and -1 where it is negative.\n\nBefore: a "
                "**{answer}** ({before}). After: ",
                answer=answer,
                before=figures.show_percent(float(before[answer])),
            )
            + (
                tr(
                    "a **{digit}** ({share}).",
                    digit=int(after.argmax()),
                    share=figures.show_percent(float(after.max())),
                )
                if toward != answer
                else tr("choose another digit than the answer.")
            )
            + tr(
                " You still read the same digit. So the reader does not use what you use, even when its maps lie on "
                "the strokes, as yours would. Good maps and a high accuracy do not prove that it understands digits as "
                "you do."
            )
        )
    with picture:
        for column, (title, pixels, diverging) in zip(
            learned.side_by_side("fool", 3),
            ((tr("Before"), image, False), (tr("Change"), changed - image, True), (tr("After"), changed, False)),
            strict=True,
        ):
            with column:
                layout.figure(
                    figures.picture(
                        pixels[:, :, 0],
                        size=150,
                        diverging=diverging,
                        limit=0.3 if diverging else 1.0,
                        value_name=tr("change") if diverging else "ink",
                    ),
                    key=f"learned-fool-{title}",
                    label=tr(
                        "{title}: {name}, pixels from {pixels:.2f} to {pixels2:.2f}",
                        title=title,
                        name=name,
                        pixels=pixels.min(),
                        pixels2=pixels.max(),
                    ),
                )
                st.caption(title)
        for title, shares in ((tr("Before"), before), (tr("After"), after)):
            layout.figure(
                figures.probability_bars([str(digit) for digit in range(10)], shares.astype(np.float32)),
                key=f"learned-fool-bars-{title}",
                label=tr(
                    "{title}: probabilities of the ten digits, the most probable is {shares}",
                    title=title,
                    shares=int(shares.argmax()),
                ),
            )
            st.caption(tr("{title}: the reader's probabilities", title=title))
