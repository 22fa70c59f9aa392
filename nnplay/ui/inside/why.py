"""Why the network decides as it does: for the class that it predicts, and for any other one."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import N_, number, tr
from nnplay.inspection.results import Reasons
from nnplay.tasks import class_probabilities
from nnplay.ui.common.choices import choose
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.inside.common import Subject, sentence

SIZE = 220

SALIENCY = N_(
    "The gradient of the class's score with respect to each pixel. {positive_name}: a higher value here raises the "
    "score. {negative_name}: it lowers the score. Simonyan, Vedaldi, Zisserman 2013."
)
SALIENCY_OF_COLORS = N_(
    "The size of the gradient of the class's score with respect to each pixel: the largest of red, green and blue. The "
    "more ink, the more a change here matters. It does not show in which direction. Simonyan, Vedaldi, Zisserman 2013."
)
OCCLUSION = N_(
    "A square is covered with the median of the training pictures, one place at a time, and the network is asked "
    "again. {positive_name}: covering it lowers the class's probability, so this part counts for the class. Zeiler, "
    "Fergus 2013."
)
GRAD_CAM = N_(
    "The maps of the last convolution layer, each weighted by how much it moves the class's score, and added up; only "
    "the positive part is shown. Each class has its own scale, so compare places, not strengths. Selvaraju et al. 2016."
)


def show(subject: Subject) -> None:
    """Draws the reasons for two classes side by side, or for the one prediction of a regression."""
    data = subject.data
    answer = subject.outputs[-1].values
    targets: tuple[int, ...]
    if data.task == "regression":
        targets, names = (0,), [data.shown.target_name]
    else:
        (shares,) = class_probabilities(answer[None], data.task)
        best, *others = (int(place) for place in np.argsort(-shares, kind="stable"))
        other = others[0]
        if len(others) > 1:
            other = choose(
                tr("Compared with"),
                {
                    place: f"{data.shown.class_names[place]} · {figures.show_percent(float(shares[place]))}"
                    for place in others
                },
                other,
                f"why-other-{subject.run.number}-{best}",
                help=tr("The reasons for this class are shown below those for the predicted one."),
                width=240,
            )
        targets = (best, int(other))
        names = [
            f"{data.shown.class_names[place]}, {what} ({figures.show_percent(float(shares[place]))})"
            for place, what in zip(targets, (tr("the network's answer"), tr("compared")), strict=True)
        ]
    found: Reasons = subject.ask("reasons", example=subject.example.values, targets=targets)
    if subject.is_image:
        _maps(subject, found, names)
    else:
        _bars(subject, found, names)


def _maps(subject: Subject, found: Reasons, names: list[str]) -> None:
    """A column per way of asking why, a row per class."""
    image = subject.example.values
    if found.cam is None:
        sentence(tr("Grad-CAM needs a convolution layer, and this network has none."))
    covered = found.occlusion
    st.caption(
        tr("Gradients, a {size} × {size} cover moved over the picture", size=covered.size)
        + (tr(", and the maps of the last convolution layer.") if found.cam is not None else ".")
        + " "
        + _colors_mean(several=image.shape[2] > 1, has_cam=found.cam is not None)
    )
    several = image.shape[2] > 1
    slopes = np.abs(found.saliency).max(axis=-1) if several else found.saliency[..., 0]
    drops = np.stack([covered.drop[..., target] for target in found.targets])
    names_of_signs = {
        "positive_name": tr(POSITIVE_NAME).capitalize(),
        "negative_name": tr(NEGATIVE_NAME).capitalize(),
    }
    for place, name in enumerate(names):
        st.markdown(tr("**Why {name}**", name=plain(name)))
        columns = st.columns(3 if found.cam is not None else 2, gap="medium")
        ways = [
            (N_("Saliency"), SALIENCY_OF_COLORS if several else SALIENCY, slopes, not several, "gradient"),
            (N_("Occlusion"), OCCLUSION, drops, True, N_("drop of the probability")),
        ]
        for column, (way, help, arrays, diverging, value_name) in zip(columns, ways, strict=False):
            title = tr(way)
            with column:
                st.caption(title, help=tr(help, **names_of_signs))
                live_chart(
                    figures.picture(
                        arrays[place],
                        size=SIZE,
                        diverging=diverging,
                        value_name=value_name,
                        limit=float(np.abs(arrays).max()),
                    ),
                    key=f"why-{way}-{place}",
                    label=tr("{title} for {name}: {arrays}", title=title, name=name, arrays=_in_words(arrays[place])),
                )
        if found.cam is not None:
            with columns[2]:
                st.caption("Grad-CAM", help=tr(GRAD_CAM))
                live_chart(
                    figures.class_activation(image, found.cam[place], size=SIZE, light=subject.data.signature.light),
                    key=f"why-cam-{place}",
                    label=tr("Grad-CAM for {name}: {cam}", name=name, cam=_in_words(found.cam[place])),
                )
                if not found.cam[place].any():
                    st.caption(tr("Nothing in these maps counts for this class."))


def _colors_mean(*, several: bool, has_cam: bool) -> str:
    """What the colors of the maps mean: the gradient of a color picture has no sign, and Grad-CAM its own scales."""
    signed = (
        tr("In the occlusion maps, {positive_name} counts", positive_name=tr(POSITIVE_NAME))
        if several
        else tr("{positive_name} counts", positive_name=tr(POSITIVE_NAME).capitalize())
    )
    scale = tr("Except in Grad-CAM, both") if has_cam else tr("Both")
    return tr(
        "{signed} for the class, {negative_name} against it. {scale} classes share one scale.",
        signed=signed,
        negative_name=tr(NEGATIVE_NAME),
        scale=scale,
    )


def _in_words(array: np.ndarray) -> str:
    row, column = (int(at) for at in np.unravel_index(int(np.abs(array).argmax()), array.shape))
    return tr(
        "from {array:.3g} to {array2:.3g}, strongest at row {row}, column {column} of {shape}",
        array=array.min(),
        array2=array.max(),
        row=row,
        column=column,
        shape=array.shape,
    )


def _bars(subject: Subject, found: Reasons, names: list[str]) -> None:
    """For inputs that have names: what each of them does."""
    inputs = list(subject.data.shown.feature_names)
    sentence(tr("These inputs are not a picture, so there is a bar for each input and no Grad-CAM."))
    binary = len(subject.outputs[-1].values) == 1 and subject.data.task != "regression"
    shown = names[:1] if binary else names
    answer = tr("the prediction") if subject.data.task == "regression" else tr("the probability")
    for place, name in enumerate(shown):
        st.markdown(tr("**Why {name}**", name=plain(name)))
        left, right = st.columns(2, gap="medium")
        slopes, drops = found.saliency[place], found.occlusion.drop[:, found.targets[place]]
        with left:
            st.caption(
                tr("Saliency"),
                help=tr("How fast the score grows with each input, in the scaled form the network gets."),
            )
            live_chart(
                figures.reason_bars(inputs, slopes, unit=tr("gradient of the score, per unit of the scaled input")),
                key=f"why-saliency-{place}",
                label=tr("Saliency for {name}: {inputs}", name=name, inputs=_words(inputs, slopes)),
            )
        with right:
            st.caption(
                tr("Occlusion"),
                help=tr(
                    "The fall of {answer} when an input is replaced by its mean in the training data.", answer=answer
                ),
            )
            live_chart(
                figures.reason_bars(inputs, drops, unit=tr("fall of {answer} without it", answer=answer)),
                key=f"why-occlusion-{place}",
                label=tr("Occlusion for {name}: {inputs}", name=name, inputs=_words(inputs, drops)),
            )
    if binary:
        st.caption(tr("For the other class every bar points the other way."))
    with st.expander(tr("The bars as a table"), icon=":material/table:"):
        drops = found.occlusion.drop[:, list(found.targets)]
        columns = {tr("saliency: {name}", name=name): found.saliency[place] for place, name in enumerate(shown)}
        columns |= {tr("occlusion: {name}", name=name): drops[:, place] for place, name in enumerate(shown)}
        st.dataframe({tr("input"): inputs, **columns}, hide_index=True)


def _words(inputs: list[str], values: np.ndarray) -> str:
    largest = np.argsort(-np.abs(values))[:5]
    return ", ".join(f"{inputs[place]} {number(values[place], '.3g')}" for place in largest)
