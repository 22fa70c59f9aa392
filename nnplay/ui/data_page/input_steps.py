"""One example on its way into the network, its target, and the batch that it travels in."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset, Part
from nnplay.datasets.explore import input_steps
from nnplay.datasets.explore.summaries import PARTS
from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.datasets.preprocessing.text import TextReading
from nnplay.datasets.signature import PART_NAMES, PART_TITLES
from nnplay.i18n import N_, number, tr
from nnplay.limits import show_bytes
from nnplay.models.layers import show_shape
from nnplay.models.losses import resolve_loss
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.data_page.common import GALLERY_WIDTHS, heads, title

SHOWN_ROWS = 6
SHOWN_IMAGES = 32

ONE_UNIT = {"letters": N_("letter"), "words": N_("word")}
"""Of what a text is read by, one."""


def show(session: Session, data: Dataset) -> None:
    """Draws the way of a chosen example, of its target and of a batch."""
    part, index = _choose(session, data)
    title(tr("The inputs, step by step"))
    if data.family == "image":
        _image(data, part, index)
    elif data.preprocess.text:
        _text_steps(data, data.preprocess.text, part, index)
    else:
        _numbers(session, data, part, index)
    title(tr("The target"))
    with show_errors():
        _target(session, data, part, index)
    title(tr("A batch"))
    _batch(session, data)


def _choose(session: Session, data: Dataset) -> tuple[Part, int]:
    key = session.key(f"input-steps-{session.spec.dataset.name}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = st.segmented_control(
            tr("Part"),
            PARTS,
            default="training",
            required=True,
            key=f"{key}-part",
            format_func=lambda part: tr(PART_TITLES[part]),
            help=tr("The steps are the same for all the data. Their numbers come from the training data alone."),
        )
        last = len(data.parts[part][1]) - 1
        chosen = WidgetValue(f"{key}-{part}", -1)
        # Another split may have fewer examples in this part.
        chosen.set(min(chosen.get() if chosen.exists else input_steps.telling_example(data, part), last))

        def another() -> None:
            chosen.set(int(np.random.default_rng().integers(last + 1)))

        index = st.number_input(
            tr("Example"),
            min_value=0,
            max_value=last,
            step=1,
            key=chosen.key,
            width=140,
            help=tr("One of the {last:,} {part} examples.", last=last + 1, part=tr(PART_NAMES[part])),
        )
        st.button(tr("Another one"), icon=":material/shuffle:", key=f"{key}-another", on_click=another)
    return part, int(index)


def _image(data: Dataset, part: Part, index: int) -> None:
    raw, ready = input_steps.raw_image(data, part, index), data.parts[part][0][index]
    most = round(float(data.preprocess.scale.max()))
    top, bottom, left, right = frame = input_steps.patch(raw)
    channels, light = raw.shape[2], data.signature.light
    channel = 0
    names = figures.CHANNELS.get(channels, ())
    if channels > 1 and names:
        chosen = st.segmented_control(
            tr("Channel"), names, default=names[0], required=True, key="input-steps-channel", format_func=tr
        )
        channel = names.index(chosen)
    window = (slice(top, bottom), slice(left, right), channel)
    whole, numbers, scaled, shape = st.columns([1, 1, 1, 0.9], gap="medium")
    with whole:
        st.markdown(tr("**1. The picture**"))
        live_chart(
            figures.framed_image(ready, frame, light=light),
            key="input-steps-picture",
            label=tr("Example {index} of the {part} part", index=index, part=tr(PART_NAMES[part])),
        )
        shuffled = data.preprocess.pixels and data.preprocess.pixels.shuffled
        order = tr(" in a different order from the source: the option *Shuffle the pixels* is on") if shuffled else ""
        st.caption(
            tr(
                "{shape} × {shape2} pixels{order}. The numbers are the pixels in the frame.",
                shape=raw.shape[0],
                shape2=raw.shape[1],
                order=order,
            )
        )
    name = names[channel] if names else "grey"
    with numbers:
        st.markdown(tr("**2. Its numbers in the source**"))
        if most == 1:  # of drawings, whose ink is a share already
            live_chart(
                figures.pixel_numbers(ready[window], name, light=light),  # `raw` is rounded
                key="input-steps-raw",
                label=tr("Pixels in the frame as numbers from 0 to 1"),
            )
            st.caption(tr("Numbers from 0 to 1, one per pixel: how much ink there is."))
        else:
            figure = figures.pixel_numbers(raw[window], name, light=light, largest=most)
            live_chart(figure, key="input-steps-raw", label=tr("Pixels in the frame as whole numbers"))
            st.caption(
                tr("Whole numbers from 0 to {most}, one per pixel and color.", most=most)
                if channels > 1
                else tr("Whole numbers from 0 to {most}, one per pixel.", most=most)
            )
    with scaled:
        st.markdown(tr("**3. As they are**") if most == 1 else tr("**3. Divided by {most}**", most=most))
        figure = figures.pixel_numbers(ready[window], name, light=light)
        said = tr("The same pixels") if most == 1 else tr("The same pixels divided by {most}", most=most)
        live_chart(figure, key="input-steps-ready", label=said)
        st.caption(tr("Between 0 and 1, as float32. Networks learn best from small numbers of about the same size."))
    with shape:
        st.markdown(tr("**4. Its shape**"))
        flat = " × ".join(map(str, raw.shape[:2]))
        st.markdown(
            f"{flat} → **{show_shape(data.input_shape)}**"
            if channels == 1
            else tr(
                "{channels} pictures of {flat} → **{input_shape}**",
                channels=channels,
                flat=flat,
                input_shape=show_shape(data.input_shape),
            )
        )
        st.caption(
            tr(
                "The last axis is the channel. Gray pictures have only one, but convolution layers still expect the "
                "axis."
            )
            if channels == 1
            else tr("The last axis is the channel: the red, green and blue of each pixel are side by side.")
        )


def _numbers(session: Session, data: Dataset, part: Part, index: int) -> None:
    steps = input_steps.steps_of(data, part, index, session.spec.dataset.options.get("scaling", ""))
    table = input_steps.step_table(data, steps)
    for step in steps:
        table[step.name] = [data.signature.said(_text(value)) for value in table[step.name]]
    table["input"] = [data.signature.said(name) for name in table["input"]]
    config = {step.name: st.column_config.TextColumn(step.title, help=step.help) for step in steps}
    st.dataframe(
        table.rename(columns={"input": N_("column")}),
        hide_index=True,
        column_config={**heads("column"), **config},
        height="content" if len(table) <= 12 else 440,
        alt=tr(
            "Example {index} of the {part} part: {join}",
            index=index,
            part=tr(PART_NAMES[part]),
            join=", ".join(step.title for step in steps),
        ),
    )
    st.caption(
        tr("From left to right: ")
        + " ".join(f"**{step.title[:1].upper()}{step.title[1:]}**: {step.help}" for step in steps)
        if len(steps) > 2
        else tr("These numbers go into the network unchanged: nothing is scaled. The option *Scaling* changes that.")
    )


def _text_steps(data: Dataset, reading: TextReading, part: Part, index: int) -> None:
    """A text, its letters or words, and their numbers."""
    codes = data.source[part][index]
    (text,) = reading.texts(codes[None])
    st.markdown(f"**{plain(text)}**")
    unit = tr(ONE_UNIT[reading.unit])
    rows = {unit: reading.shown(codes), tr("number"): [f"{code:.0f}" for code in codes]}
    st.dataframe(
        pd.DataFrame(rows, index=pd.RangeIndex(len(codes), name=tr("step"))).T,
        height="content",
        alt=tr("Example {index} of the {part} part, step by step", index=index, part=tr(PART_NAMES[part])),
    )
    st.caption(
        tr(
            "Each of the {symbols:,} known {unit} has a number: its place in the vocabulary. A text with fewer "
            "than {length} gets padding in front, number 0. An unknown {unit2} becomes number 1. These numbers "
            "are names, not amounts: an *Embedding* layer turns each one into a row of numbers.",
            symbols=len(reading.symbols) - 2,
            unit=tr(reading.unit),
            length=reading.length,
            unit2=unit,
        )
    )


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    return number(float(value), ".5g") if isinstance(value, (int, float, np.number)) else str(value)


def _target(session: Session, data: Dataset, part: Part, index: int) -> None:
    label = data.parts[part][1][index]
    name = plain(data.shown.target_name)
    loss = resolve_loss(session.spec.training.loss, data.task)
    form = loss.targets[data.task]
    if data.task == "regression":
        st.markdown(
            tr("{name} **{label:.6g}** is used as it is: the network should come close to it.", name=name, label=label)
        )
        return
    st.markdown(
        tr(
            "{name} **{class_names}** → class number **{label}**",
            name=name,
            class_names=plain(data.shown.class_names[int(label)]),
            label=int(label),
        )
        + (
            tr(" → one-hot row:")
            if data.task == "multiclass"
            else tr(": the network's only output should come close to it.")
        )
    )
    if data.task == "binary":
        st.caption(
            tr(
                "0 means *{class_names}*, 1 means *{class_names2}*; the output is the probability of 1.",
                class_names=plain(data.shown.class_names[0]),
                class_names2=plain(data.shown.class_names[1]),
            )
        )
        return
    row = one_hot([label], len(data.class_names))[0]
    live_chart(
        figures.one_hot_row(row, data.shown.class_names),
        key="one-hot",
        label=tr("1 for class {label}, else 0", label=int(label)),
    )
    taken = tr("this row itself") if form == "one-hot" else tr("the class number, which stands for this row")
    st.caption(
        tr(
            "A number would say that class 2 lies between 1 and 3. The row does not: one place per class, and "
            "the network has an output for each. The chosen loss, {title}, takes {taken}.",
            title=loss.title,
            taken=taken,
        )
    )


def _batch(session: Session, data: Dataset) -> None:
    size = min(session.spec.training.batch_size, len(data.y_train))
    x, y = data.x_train[:size], data.y_train[:size]
    steps_per_epoch = math.ceil(len(data.y_train) / size)
    st.markdown(
        tr(
            "A tensor of **{shape}** float32 numbers: {size:,} numbers, {nbytes}. {steps_per_epoch:,} such "
            "batches hold the {y_train:,} training examples: one epoch.",
            shape=show_shape(x.shape),
            size=x.size,
            nbytes=show_bytes(x.nbytes),
            steps_per_epoch=steps_per_epoch,
            y_train=len(data.y_train),
        )
    )
    lines = "\n".join(
        f"| {name} | {number(length, ',')} | {counts} |" for length, name, counts in input_steps.axes(data, size)
    )
    table = tr("| axis | length | what it counts |\n|---|---:|---|\n{lines}", lines=lines)
    if data.family != "image":
        st.markdown(table)
        names = list(data.shown.feature_names) or [tr("step {step}", step=step) for step in range(x.shape[1])]
        rows = pd.DataFrame(x[:SHOWN_ROWS], columns=names).round(3)
        rows.insert(0, N_("example"), range(len(rows)))
        rows[N_("target")] = y[:SHOWN_ROWS]
        st.dataframe(
            rows,
            hide_index=True,
            column_config=heads("example", "target"),
            height="content",
            alt=tr("The first rows of a batch with their targets"),
        )
        st.caption(_first(min(SHOWN_ROWS, size), size, tr("rows with their targets")))
        return
    explained, content = st.columns([1, 1.5], gap="large")
    with explained:
        st.markdown(table)
    with content:
        shown = min(size, SHOWN_IMAGES)
        names = [data.shown.class_names[label] for label in y[:shown]]
        drawn = figures.by_width(
            lambda width: figures.tile_grid(x[:shown], names, width=width, tile=48, light=data.signature.light),
            GALLERY_WIDTHS[:-2],
        )
        live_chart(drawn, key="batch", label=tr("The first {shown} images of a batch with their classes", shown=shown))
        st.caption(_first(shown, size, tr("images with their classes")))


def _first(shown: int, size: int, what: str) -> str:
    some = (
        tr("The first {shown} of {size} {what}", shown=shown, size=size, what=what)
        if shown < size
        else tr("All {size} {what}", size=size, what=what)
    )
    return tr("{some}, before training shuffles the examples. The batch size is an option of the training.", some=some)
