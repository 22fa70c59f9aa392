"""Exploring images: a gallery, what the classes look like on average, and how much ink they have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset
from nnplay.datasets.explore import summaries
from nnplay.datasets.explore.preview import gallery_rows
from nnplay.i18n import N_, tr
from nnplay.ui.common.current import current
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.data_page.common import GALLERY_WIDTHS, choose_parts, heads, image_summaries, title

PER_CLASS = 8


@dataclass
class Gallery:
    """Which images a session is shown.

    Args:
        seed: Of the choice.
    """

    seed: int = 0


def show(session: Session, data: Dataset) -> None:
    """Draws what there is to know of the images before any training."""
    parts = tuple(choose_parts())
    y = np.concatenate([data.parts[part][1] for part in parts])
    with st.spinner(tr("Averaging the images …"), show_time=False):
        summary = image_summaries.get(
            (session.spec.dataset, parts),
            lambda: summaries.image_summary([data.parts[part] for part in parts], len(data.class_names)),
        )
    _averages(data, summary)
    _ink(data, summary, y)
    _gallery(session, data)


def _averages(data: Dataset, summary: summaries.ImageSummary) -> None:
    title(tr("Average image of each class"))
    there = np.flatnonzero(summary.counts)
    means = summary.means[there].astype(np.float32)
    names = [data.shown.class_names[label] for label in there]
    averages, spread = st.columns([2.4, 1], gap="large")
    with averages:
        figure = figures.by_width(
            lambda width: figures.tile_grid(
                means, names, width=width, tile=104, item_name=tr("class"), light=data.signature.light
            ),
            GALLERY_WIDTHS[:-1],
        )
        live_chart(figure, key="averages", label=tr("Average image of each class"))
        st.caption(
            tr(
                "A sharp average means that all images of the class look alike; a blurred one means that they "
                "differ. A network without hidden layers can do little more than compare an image with such templates."
            )
        )
    with spread:
        st.markdown(tr("**Where the images differ**"))
        deviation = summary.deviation.mean(axis=2)
        live_chart(
            figures.single_image(deviation.astype(np.float32), value_name=tr("standard deviation"), size=220),
            key="deviation",
            label=tr("Standard deviation of every pixel"),
        )
        still = int((summary.deviation == 0).all(axis=2).sum())
        st.caption(
            tr(
                "Full ink where a pixel changes a lot from image to image. What is shown is its standard deviation, "
                "from 0 to {deviation:.2f}. ",
                deviation=deviation.max(),
            )
            + (
                tr("{still} of {size} pixels never change, so they tell you nothing.", still=still, size=deviation.size)
                if still
                else ""
            )
        )


def _ink(data: Dataset, summary: summaries.ImageSummary, y: np.ndarray) -> None:
    grey = data.input_shape[2] == 1 and not data.signature.light
    word = tr("Ink") if grey else tr("Brightness")
    title(tr("{word} of each image", word=word))
    groups = summaries.by_class(summary.ink, y, data.shown.class_names)
    edges, counts = summaries.histogram({"": summary.ink}, bins=summaries.MAX_BINS)
    boxes = {name: summaries.box(values) for name, values in groups.items()}
    name = tr("{word}: mean of all pixels (0 to 1)", word=word)
    left, right = st.columns(2, gap="large")
    with left:
        live_chart(
            figures.histogram(edges, counts, name, height=380),
            key="ink",
            label=tr("Histogram of ink") if grey else tr("Histogram of brightness"),
        )
        st.caption(
            tr("Images far to the left or right are worth a look: they may be empty, inverted, or badly cropped.")
        )
    with right:
        live_chart(figures.box_plot(boxes, name, height=380), key="ink-boxes", label=tr("{word} by class", word=word))
        st.caption(tr("Where the boxes lie apart, even this one number tells you something about the class."))
    with st.expander(tr("Averages as numbers"), icon=":material/table:"):
        rows = [
            {"class": label, N_("images"): int(count), "25%": shape.q1, "median": shape.median, "75%": shape.q3}
            for (label, shape), count in zip(boxes.items(), summary.counts, strict=True)
            if shape
        ]
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            column_config=heads("class", "images", "median"),
            height="content",
            alt=tr("{word} by class", word=word),
        )


def _gallery(session: Session, data: Dataset) -> None:
    title(tr("Images of each class"))
    st.button(tr("Others"), icon=":material/shuffle:", key="gallery-others", on_click=_others)
    rows = gallery_rows(data, PER_CLASS, session.part(Gallery).seed)
    names = [data.shown.class_names[label] for label in data.y_train[rows]]
    figure = figures.by_width(
        lambda width: figures.tile_grid(
            data.x_train[rows],
            names,
            width=width,
            columns=PER_CLASS * (2 if width > 600 else 1),
            tile=52,
            light=data.signature.light,
        ),
        GALLERY_WIDTHS,
    )
    live_chart(figure, key="class-gallery", label=tr("{rows} training images, class after class", rows=len(rows)))
    st.caption(tr("Random training images. Which ones would you get wrong yourself? They are hard for networks too."))


def _others() -> None:
    current().part(Gallery).seed += 1
