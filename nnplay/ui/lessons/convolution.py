"""Convolution: window, sum, feature map, and the size of the result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.catalogue import SPECS
from nnplay.errors import DataError
from nnplay.figures.lessons import image_grids
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.spec import LayerSpec
from nnplay.theory import latex
from nnplay.theory.convolution import KERNELS, Slide, feature_map, keeps_brightness
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import images, layout
from nnplay.ui.lessons.convolution_channels import channels
from nnplay.ui.lessons.predictions import predict
from nnplay.ui.lessons.state import MapPlaces

SLUG = "convolution"
KERNEL = Param(
    "kernel", "choice", "vertical edges", N_("Nine or 25 weights with a known effect."), choices=tuple(KERNELS)
)
STRIDE = Param("stride", "integer", 1, N_("The number of pixels the window moves at a time."), minimum=1, maximum=4)
DILATION = Param("dilation", "integer", 1, N_("The spacing of the pixels under the kernel; 1 is side by side."),
                 minimum=1, maximum=4)  # fmt: skip
PADDING = Param("padding", "choice", "valid", N_("'valid' keeps the window inside the image; 'same' adds zeros "
    "around it."),
                choices=("valid", "same"))  # fmt: skip
ROW = Param("row", "integer", 0, N_("The row of the feature map that is worked out."), label=N_("Row of the output"),
            minimum=0)  # fmt: skip
COLUMN = Param("column", "integer", 0, N_("The column of the feature map that is worked "
    "out."), label=N_("Column of the "
               "output"), minimum=0)  # fmt: skip


def show() -> None:
    """All sections."""
    session = current()
    _slide(session)
    _sizes()
    _detector()
    channels()
    layout.question(
        tr("Is the feature map as big as the kernel?"),
        tr(
            "No. The **kernel**, or feature detector, has a few weights and keeps them everywhere in the image. The "
            "**feature map** is the result: one number for every position of the window. So its size depends mostly on "
            "the image. A 3 × 3 kernel on a 64 × 64 image makes a 62 × 62 map."
        ),
    )
    layout.question(
        tr("Why do weights that add up to 0 show edges, while weights that add up to 1 keep the picture?"),
        tr(
            "In an area of one color, all pixels under the window are the same number v. The result is v times the sum "
            "of the weights: 0 in the first case, v in the second. So in the first case, only places where pixels "
            "differ show up."
        ),
    )
    layout.try_it(
        SPECS["digits-cnn"]
        .with_layers((LayerSpec("Conv2D", filters=8, kernel_size=3, activation="relu"), LayerSpec("Flatten")))
        .with_training(epochs=15),
        tr("Let a network find its own kernels"),
        tr(
            "Eight kernels start out random and are trained on digits. Then open *Look inside* to see them, each with "
            "its feature map."
        ),
        trains=False,
    )


@st.fragment
def _slide(session: Session) -> None:
    text, picture = layout.section(tr("A window slides over an image"))
    with text:
        layout.text(
            tr(
                "How can a network find an edge anywhere in a picture? With a **kernel**: a small square of weights "
                "that is laid over a window of the image. Multiply each pixel by the weight on top of it and add up "
                "the products: that is one number. Then move the window. The numbers from all positions form the "
                "**feature map**. A layer also adds a bias to each number and applies an activation."
            )
        )
        predict(SLUG, "plain")
        source = images.choose(SLUG, session)
        name = layout.control(SLUG, KERNEL, format_func=lambda one: KERNELS[one].title)
        st.caption(KERNELS[name].about)
        weights = _weights(name)
        stride, dilation = layout.controls(SLUG, [STRIDE, DILATION])
        padding = layout.pick(SLUG, PADDING)
        slide = Slide(len(weights), stride, padding, dilation)  # type: ignore[arg-type]
        try:
            result = feature_map(source.pixels, weights, slide)
        except DataError as error:
            show_error(error.message)
            return
        row, column = _place(session, result.shape)
    signed = not keeps_brightness(weights)
    with picture:
        _maps(source, result, slide, row, column, signed)
        _window(source, weights, slide, row, column, float(result[row, column]), signed)
    with text:
        _size_formula(source.pixels.shape, slide)


def _weights(name: str) -> np.ndarray:
    """The grid of weights, which can be edited; it starts anew from each named kernel."""
    start = KERNELS[name].weights
    columns = [f"w{column + 1}" for column in range(len(start))]
    number = st.column_config.NumberColumn(
        format="%.3g", required=True, default=0.0, min_value=-100.0, max_value=100.0, width="small"
    )
    edited = st.data_editor(
        pd.DataFrame(start, columns=columns),
        hide_index=True,
        key=f"{SLUG}-weights-{name}",
        column_config=dict.fromkeys(columns, number),
        width="stretch",
    )
    st.caption(tr("Type your own weights into the grid. Choosing a kernel from the list replaces them."))
    return np.nan_to_num(edited.to_numpy(dtype=np.float64))


def _place(session: Session, shape: tuple[int, ...]) -> tuple[int, int]:
    """The place of the output that is worked out: by number fields, a button, or a click on the map."""
    place = session.part(MapPlaces).of(SLUG, shape)
    name = f"{shape[0]}-{shape[1]}-{place.row}-{place.column}-{place.moves}"
    params = [replace(ROW, maximum=shape[0] - 1), replace(COLUMN, maximum=shape[1] - 1)]
    row, column = layout.controls(SLUG, params, [place.row, place.column], name=name)
    st.button(
        tr("Next place"),
        icon=":material/navigate_next:",
        key=f"{SLUG}-next",
        on_click=_next,
        args=(shape, row, column),
        help=tr("Moves the window by its stride, and from the end of a row to the start of the next."),
    )
    return row, column


def _next(shape: tuple[int, ...], row: int, column: int) -> None:
    row, column = divmod((row * shape[1] + column + 1) % (shape[0] * shape[1]), shape[1])
    _move(shape, row, column)


def _move(shape: tuple[int, ...], row: int, column: int) -> None:
    current().part(MapPlaces).choose(SLUG, shape, row, column)


def _maps(source: images.Source, result: np.ndarray, slide: Slide, row: int, column: int, signed: bool) -> None:
    """Image and feature map side by side, the window marked on both."""
    rows, columns = source.pixels.shape
    top, left = slide.zeros(rows)[0], slide.zeros(columns)[0]
    before, after = st.columns(2, gap="small")
    with before:
        layout.figure(
            image_grids.picture(
                slide.padded(source.pixels),
                source.scale,
                title=tr("Image, {rows} × {columns}", rows=rows, columns=columns),
                windows=[image_grids.Window(row * slide.stride, column * slide.stride, slide.reach, slide.dilation)],
                frame=(top, left, rows, columns) if slide.padding == "same" else None,
                limits=(0, source.most),
                value_name=N_("pixel"),
                size=300,
                revision=f"image {rows}",
            ),
            key="slide-image",
            label=tr(
                "Image of {rows} × {columns} pixels; the window begins in row {row}, column {column}",
                rows=rows,
                columns=columns,
                row=row * slide.stride - top,
                column=column * slide.stride - left,
            ),
        )
        st.caption(source.credit)
    with after:
        high, wide = result.shape

        def click(point: dict[str, Any]) -> None:
            _move(result.shape, int(point["y"]), int(point["x"]))

        layout.figure(
            image_grids.picture(
                result,
                "signed" if signed else source.scale,
                title=tr("Feature map, {high} × {wide}", high=high, wide=wide),
                windows=[image_grids.Window(row, column, 1)],
                limits=None if signed else (0, source.most),
                value_name=N_("sum"),
                size=300,
                revision=f"map {high}",
            ),
            key="slide-map",
            label=tr(
                "Feature map of {high} × {wide} numbers from {result:.4g} to {result2:.4g}; row {row}, column "
                "{column} is {result3:.4g}",
                high=high,
                wide=wide,
                result=result.min(),
                result2=result.max(),
                row=row,
                column=column,
                result3=result[row, column],
            ),
            on_click=click,
        )
        above = tr(
            "{positive_name} is above zero, {negative_name} below.",
            positive_name=tr(POSITIVE_NAME).capitalize(),
            negative_name=tr(NEGATIVE_NAME),
        )
        meaning = above if signed else tr("Shown on the same scale as the image.")
        st.caption(tr("{meaning} Click on the map to move the window there.", meaning=meaning))


def _window(
    source: images.Source, weights: np.ndarray, slide: Slide, row: int, column: int, total: float, signed: bool
) -> None:
    """The numbers under the window, the weights, the products, and the sum written out."""
    pixels = slide.windows(source.pixels)[row, column]
    products = pixels * weights
    limit = float(np.abs(products).max()) or 1.0
    shown = [
        image_grids.Grid(tr("Pixels"), pixels, source.scale, (0, source.most)),
        image_grids.Grid(tr("Weights"), weights, "signed", before="×"),
        image_grids.Grid(tr("Products"), products, "signed", (-limit, limit), before="="),
    ]
    small = len(weights) > 3

    def draw(width: int) -> Any:
        beside = width >= (600 if small else 300)
        return image_grids.number_grids(
            shown, across=3 if beside else 1, cell=30 if small else 40, font=10 if small or width < 600 else 13
        )

    layout.figure(
        figures.by_width(draw, (300, 600)),
        key="slide-window",
        label=tr("Pixels times weights under the window: the products sum to {total:.4g}", total=total),
        table=lambda: {
            tr("pixel"): pixels.reshape(-1),
            tr("weight"): weights.reshape(-1),
            tr("product"): products.reshape(-1),
        },
    )
    lines = [
        " + ".join(rf"{_short(pixel)} \cdot {_short(weight)}" for pixel, weight in zip(*line, strict=True))
        for line in zip(pixels, weights, strict=True)
    ]
    exact = np.array_equal(weights, np.round(weights)) and np.array_equal(pixels, np.round(pixels))
    rows = r" \\ &\; + ".join(lines)
    sign = "=" if exact else r"\approx"
    layout.formula(
        rf"\begin{{aligned}} &\quad\; {rows} \\ &{sign} {latex.number(total, 0 if exact else 2)} \end{{aligned}}"
    )


def _short(value: float) -> str:
    """A number of the sum: whole where it is whole."""
    return latex.factor(value, 0 if value == round(value) else 2 if abs(value) >= 0.1 else 3)


def _size_formula(shape: tuple[int, ...], slide: Slide) -> None:
    """How the output's size follows, with the numbers on the screen."""
    reach = rf"({slide.size} - 1) \cdot {slide.dilation} + 1 = {slide.reach}"
    layout.formula(
        rf"\text{{reach}} = (k - 1) \cdot d + 1 = {reach}",
        r"\text{size} = \left\lfloor \frac{n + p - \text{reach}}{s} \right\rfloor + 1",
        *(
            rf"\text{{{name}}} = \left\lfloor \frac{{{length} + {sum(slide.zeros(length))} - {slide.reach}}}"
            rf"{{{slide.stride}}} \right\rfloor + 1 = {slide.output(length)}"
            for name, length in zip(("height", "width"), shape, strict=True)
        ),
    )
    st.caption(
        tr(
            "k: kernel size, d: dilation, n: pixels of the image, p: zeros added on both sides together, s: stride. "
            "⌊ ⌋ means: round down."
        )
    )


def _sizes() -> None:
    text, _ = layout.section(tr("Stride, padding, dilation"), wide=True)
    with text:
        layout.text(
            tr(
                "- **Stride** s: the window moves s pixels at a time, so the map shrinks to about 1/s of the height "
                "and width.\n- **Padding**: without it (*valid*), every layer cuts off k − 1 pixels. *Same* adds "
                "enough zeros that, with stride 1, the map is as big as the image. Near the edge, the kernel then sees "
                "zeros that are not in the picture.\n- **Dilation** d: the pixels under the kernel are spread out. It "
                "covers a larger area with the same number of weights.\n\n"
                "Keras accepts a stride or a dilation above 1, but not both at once. The formula and this page handle "
                "both.\n\n"
                "**About the name.** In mathematics, a convolution first flips the kernel in both directions. Networks "
                "skip that; what they compute is called **cross-correlation** (`correlate2d` in SciPy). Since the "
                "weights are learned anyway, a network would simply learn the flipped kernel, so the name stuck."
            )
        )


def _detector() -> None:
    text, _ = layout.section(tr("A detector, and a map of what it finds"), wide=True)
    with text:
        layout.text(
            tr(
                "The kernel is a **feature detector**: it responds strongly where the image looks like its own pattern "
                "of weights. The feature map shows **where** that is. The same few weights look everywhere, so a "
                "pattern learned in one corner is found in all the others. A dense layer cannot do that."
            )
        )
