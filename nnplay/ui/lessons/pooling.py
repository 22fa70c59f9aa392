"""Pooling, how a shift changes it, and Flatten."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.errors import DataError
from nnplay.figures import style
from nnplay.figures.lessons import image_grids
from nnplay.i18n import N_, number, tr
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.spec import LayerSpec
from nnplay.theory import latex
from nnplay.theory.convolution import KERNELS, Slide, detected
from nnplay.theory.pooling import POOLS, change, pooled, shifted
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import images, layout, pooling_flatten
from nnplay.ui.lessons.predictions import predict
from nnplay.ui.lessons.state import MapPlaces

SLUG = "pooling"
KIND = Param(
    "kind", "choice", "max", N_("The number that is kept from each window."), label=N_("Keep"), choices=tuple(POOLS)
)
KIND_TITLES = {"max": N_("Largest (max)"), "average": N_("Mean (average)"), "min": N_("Smallest (min)")}
RELU = Param(
    "relu",
    "boolean",
    True,
    N_("First turns negative numbers into 0, as a layer with ReLU does."),
    label=N_("ReLU first"),
)
SIZE = Param("size", "integer", 2, N_("Height and width of each window."), label=N_("Window"), minimum=1, maximum=6)
STRIDE = Param("stride", "integer", 2, N_("The number of pixels the window moves. In Keras, the window's size by "
    "default."),
               minimum=1, maximum=6)  # fmt: skip
ROW = Param("row", "integer", 0, N_("The row of the pooled map."), label=N_("Row of the output"), minimum=0)
COLUMN = Param("column", "integer", 0, N_("The column of the pooled map."), label=N_("Column of the output"), minimum=0)
DOWN = Param("down", "integer", 0, N_("Moves the picture down by this many pixels; negative numbers move it up."),
             label=N_("Down"), minimum=-8, maximum=8)  # fmt: skip
RIGHT = Param("right", "integer", 1, N_("Moves the picture right by this many pixels; negative numbers move it left."),
              label=N_("Right"), minimum=-8, maximum=8)  # fmt: skip


def show() -> None:
    """All sections."""
    session = current()
    _pool(session)
    _shift(session)
    pooling_flatten.section()
    layout.question(
        tr("How many weights does a pooling layer have?"),
        tr(
            "None. It keeps the largest number or the mean, and there is nothing to learn about that. A convolution "
            "with stride 2 also halves the map, and it learns how."
        ),
    )
    layout.question(
        tr("Why do most networks keep the largest number and hardly ever the smallest?"),
        tr(
            "After ReLU, a large number means *the pattern is here*, and 0 means *it is not*. The largest number of a "
            "window keeps the best match. The smallest would be 0 wherever a single position lacks the pattern."
        ),
    )
    layout.try_it(
        SPECS["digits-cnn"].with_layers(
            (
                LayerSpec("Conv2D", filters=16, kernel_size=3, activation="relu", padding="same"),
                LayerSpec("MaxPooling2D", pool_size=2),
                LayerSpec("Flatten"),
            )
        ),
        tr("Train a network with one pooling layer"),
        tr(
            "Then remove *MaxPooling2D*, or replace it with *AveragePooling2D*, and compare the accuracy. Without "
            "pooling, the layer after Flatten has four times as many weights."
        ),
    )


def _kernel() -> Param:
    return Param(
        "kernel",
        "choice",
        "vertical edges",
        tr("The kernel that makes the feature map, as in {reference}.", reference=lesson("convolution").reference),
        choices=tuple(KERNELS),
    )


def _feature_map(slug: str, session: Session, start: str) -> tuple[images.Source, np.ndarray, str, bool]:
    """Draws the choice of picture and kernel; the picture, its feature map, the kernel's name, whether ReLU was on."""
    source = images.choose(slug, session, start)
    name = layout.control(slug, _kernel(), format_func=lambda one: KERNELS[one].title)
    relu = layout.control(slug, RELU)
    return source, detected(source.pixels, name, relu), name, relu


@st.fragment
def _pool(session: Session) -> None:
    text, picture = layout.section(tr("One number for each window"))
    with text:
        layout.text(
            tr(
                "A feature map says where a pattern was found. Does the next layer need to know the exact pixel? "
                "Usually not. **Pooling** lays windows over the map and keeps one number from each: the largest, or "
                "the mean. The next layer then has less to compute, and each of its numbers stands for a larger part "
                "of the picture."
            )
        )
        _, found, _, relu = _feature_map(SLUG, session, "digit")
        kind = layout.pick(SLUG, KIND, KIND_TITLES)
        size, stride = layout.controls(SLUG, [SIZE, STRIDE])
        slide = Slide(size, stride)
        try:
            result = pooled(found, slide, kind)
        except DataError as error:
            show_error(error.message)
            return
        row, column = _place(session, result.shape)
        window = slide.windows(found)[row, column]
        values = latex.beside([*map(_short, window.reshape(-1)[:9]), *([r"\dots"] if window.size > 9 else [])])
        word = {"max": r"\max", "min": r"\min", "average": r"\text{mean}"}[kind]
        layout.formula(rf"{word}({values}) = {_short(float(result[row, column]))}")
        share = result.size / found.size
        layout.text(
            tr(
                "**Kept:** {size:,} of {size2:,} numbers, {share:.0%}. **Lost:** ",
                size=result.size,
                size2=found.size,
                share=share,
            )
            + (
                tr("where in its window the number was, and all the other numbers.")
                if kind != "average"
                else tr("how the numbers of a window differed, and where each of them was.")
            )
        )
    scale: image_grids.Scale = "ink" if relu else "signed"
    limits = image_grids.own_limits(found, scale)
    with picture:
        before, after = st.columns(2, gap="small")
        with before:
            layout.figure(
                image_grids.picture(
                    found,
                    scale,
                    title=tr("Feature map, {shape} × {shape2}", shape=found.shape[0], shape2=found.shape[1]),
                    windows=_windows(slide, result.shape, row, column),
                    limits=limits,
                    size=300,
                    revision=f"pool {found.shape}",
                ),
                key="pool-before",
                label=tr(
                    "Feature map of {shape} × {shape2} with windows of {size} × {size}; the chosen one begins in row "
                    "{row}, column {column}",
                    shape=found.shape[0],
                    shape2=found.shape[1],
                    size=size,
                    row=row * stride,
                    column=column * stride,
                ),
            )
        with after:

            def click(point: dict[str, Any]) -> None:
                current().part(MapPlaces).choose(SLUG, result.shape, int(point["y"]), int(point["x"]))

            layout.figure(
                image_grids.picture(
                    result,
                    scale,
                    title=tr("Pooled, {shape} × {shape2}", shape=result.shape[0], shape2=result.shape[1]),
                    windows=[image_grids.Window(row, column, 1)],
                    limits=limits,
                    size=300,
                    revision=f"pooled {result.shape}",
                ),
                key="pool-after",
                label=tr(
                    "Pooled map of {shape} × {shape2}; row {row}, column {column} is {result:.4g}",
                    shape=result.shape[0],
                    shape2=result.shape[1],
                    row=row,
                    column=column,
                    result=result[row, column],
                ),
                on_click=click,
            )
        kept = window == result[row, column] if kind != "average" else None
        layout.figure(
            image_grids.number_grids(
                [
                    image_grids.Grid(
                        tr("Window {row}, {column}", row=row, column=column), window, scale, limits, bold=kept
                    )
                ],
                across=1,
            ),
            key="pool-window",
            label=tr("The numbers of the window, of which {result:.4g} is kept", result=result[row, column]),
        )
        st.caption(tr("Click on the pooled map to see the numbers of a window."))


def _short(value: float) -> str:
    return latex.number(value, 0 if value == round(value) else 2)


def _windows(slide: Slide, shape: tuple[int, ...], row: int, column: int) -> list[image_grids.Window]:
    """All windows in pale, where they are few enough to be seen and do not overlap, and the chosen one."""
    chosen = image_grids.Window(row * slide.stride, column * slide.stride, slide.size)
    if slide.stride < slide.size or max(shape) > 16:
        return [chosen]
    others = [
        image_grids.Window(r * slide.stride, c * slide.stride, slide.size, color=style.COLORS.tint_edge)
        for r in range(shape[0])
        for c in range(shape[1])
    ]
    return [*others, chosen]


def _place(session: Session, shape: tuple[int, ...]) -> tuple[int, int]:
    """The place of the pooled map that is looked into."""
    place = session.part(MapPlaces).of(SLUG, shape)
    params = [replace(ROW, maximum=shape[0] - 1), replace(COLUMN, maximum=shape[1] - 1)]
    name = f"{shape[0]}-{shape[1]}-{place.row}-{place.column}-{place.moves}"
    row, column = layout.controls(SLUG, params, [place.row, place.column], name=name)
    return row, column


@st.fragment
def _shift(session: Session) -> None:
    slug = f"{SLUG}-shift"
    text, picture = layout.section(tr("Shift the picture: what stays?"))
    with text:
        layout.text(
            tr(
                "People often say that pooling makes a network *invariant* to shifts. Look more closely. If the "
                "largest number moves within its window, the result stays the same. If it crosses a border, two "
                "windows change. So pooling **partly forgives small shifts**. A shift by a whole window moves the "
                "pooled map by one place."
            )
        )
        predict(SLUG, "shift")
        source, found, name, relu = _feature_map(slug, session, "temple")
        down, right = layout.controls(slug, [DOWN, RIGHT])
        size = layout.control(slug, SIZE)
        moved = detected(shifted(source.pixels, down, right, edge=source.scale == "light"), name, relu)
        try:
            pools = {kind: [pooled(one, Slide(size, size), kind) for one in (found, moved)] for kind in POOLS}
        except DataError as error:
            show_error(error.message)
            return
        changes = {tr("Feature map"): change(found, moved)} | {
            tr("{kind_titles} pooling", kind_titles=tr(KIND_TITLES[kind])): change(*pools[kind])
            for kind in ("max", "average")
        }
        st.dataframe(
            {
                tr("after the shift"): list(changes),
                tr("changed by"): [number(value, ".0%") for value in changes.values()],
            },
            hide_index=True,
        )
        layout.formula(
            r"\text{change} = \frac{\sum |\text{after} - \text{before}|}{\sum |\text{after}| + \sum |\text{before}|}"
        )
        st.caption(tr("0%: every number is the same as before. 100%: nothing is left in its place."))
    scale: image_grids.Scale = "ink" if relu else "signed"
    limits = image_grids.own_limits(found, scale)
    shown = [
        (tr("Feature map"), found),
        (tr("Shifted"), moved),
        (tr("Largest of each window"), pools["max"][0]),
        (tr("The same, shifted"), pools["max"][1]),
    ]
    with picture:
        for start in (0, 2):
            for place, (title, values) in zip(st.columns(2, gap="small"), shown[start : start + 2], strict=True):
                with place:
                    layout.figure(
                        image_grids.picture(values, scale, title=title, limits=limits, size=230, revision=title),
                        key=f"shift-{title}",
                        label=tr(
                            "{title}: {shape} × {shape2} numbers, the largest {values:.4g}",
                            title=title,
                            shape=values.shape[0],
                            shape2=values.shape[1],
                            values=values.max(),
                        ),
                    )
