"""Tensors and their shapes; reshape, scale, one-hot, split, each on real data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.catalogue import SPECS
from nnplay.figures.lessons import image_grids
from nnplay.figures.lessons import tensors as pictures
from nnplay.i18n import ENGLISH, N_, language, plural, tr
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.spec import DatasetSpec, LayerSpec
from nnplay.theory import tensors as theory
from nnplay.theory.sample_photos import PHOTOS
from nnplay.theory.sample_tensors import SampleTensor, sample_tensors
from nnplay.ui.lessons import layout, tensors_data
from nnplay.ui.lessons.predictions import predict

SLUG = "tensors"
TENSOR = Param("tensor", "choice", "batch", N_("The tensor to look at. The further down the list, the more axes "
    "it has."),
               choices=tuple(sample_tensors()))  # fmt: skip
INDICES = Param("indices", "integer", 0, N_("How many axes get an index, starting with the first. Each index takes "
                "one axis away."), label=N_("Number of indices"), minimum=0)  # fmt: skip
ROWS = Param("rows", "integer", 8, N_("The number of rows in the new shape."), minimum=1, maximum=64)
COLUMNS = Param("columns", "integer", 8, N_("The number of columns in the new shape."), minimum=1, maximum=64)
PLACE = Param("place", "integer", 19, N_("The number to follow: 0 is the first of the "
    "64."), label=N_("Place in the row"),
              minimum=0, maximum=63)  # fmt: skip


def show() -> None:
    """All sections."""
    _boxes()
    _reshape()
    tensors_data.sections()
    layout.question(
        tr("A network for MNIST takes inputs of shape (28, 28, 1). Your picture has shape (28, 28). What is missing?"),
        tr(
            "Two axes of length 1: the channel at the end, and the batch at the beginning, because Keras always takes "
            "a batch. `picture[None, :, :, None]` has the shape (1, 28, 28, 1). No number changes."
        ),
    )
    layout.question(
        tr("Why is it wrong to compute the mean and standard deviation on all the data before the split?"),
        tr(
            "The test data stand for data that nobody has seen yet. If they help decide how inputs are scaled, some "
            "information about them has leaked into training, and the test result looks better than it should. For the "
            "same reason, never choose anything by the test result. That is what the validation data are for."
        ),
    )
    layout.try_it(
        SPECS["pima-mlp"]
        .with_dataset(DatasetSpec("breast_cancer"))
        .with_layers((LayerSpec("Dense", units=8),))
        .with_training(batch_size=16, epochs=30),
        tr("Try scaled and unscaled inputs in the playground"),
        tr(
            "The breast cancer table with standardized inputs. Train it. Then set *Scaling* to *none* under *About and "
            "options*, train again, and compare the curves."
        ),
        trains=False,
    )


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as Python writes it, with thin groups of thousands: `(1,797, 8, 8)`."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


@st.fragment
def _boxes() -> None:
    text, picture = layout.section(tr("Numbers in boxes"))
    found = sample_tensors()
    with text:
        layout.text(
            tr(
                "So far, an example was mostly one or two numbers. But how does a computer hold a photo, a table or a "
                "batch of digits? As a **tensor**: a box of numbers with any number of axes. Everything that goes into "
                "or comes out of a layer is one. With no axis it is a *scalar*, with one a *vector*, with two a "
                "*matrix*; after that we just count: 3-D, 4-D. Its **shape** says how long each axis is. What each "
                "axis means is a convention, so remember the order: samples first, channels last."
            )
        )
        name = layout.control(SLUG, TENSOR, format_func=lambda one: _title(found[one]))
        example = found[name]
        given, place = 0, ()
        if example.axes:
            given = layout.control(SLUG, replace(INDICES, maximum=len(example.axes)), name=name)
        params = [_index(example, axis) for axis in range(given)]
        if params:
            place = tuple(layout.controls(SLUG, params, name=f"{name}-{given}"))
        part = np.asarray(example.values[place])
        code = f"x[{', '.join(map(str, place))}]" if place else "x"
        layout.text(
            plural(
                "`{code}.shape == {shape}`: a **{rank}** of {n:,} number, {unit}.",
                "`{code}.shape == {shape}`: a **{rank}** of {n:,} numbers, {unit}.",
                part.size,
                code=code,
                shape=shape_text(part.shape),
                rank=theory.rank_name(part.ndim),
                unit=example.unit,
            )
        )
        st.dataframe(
            {
                tr("axis"): list(range(part.ndim)),
                tr("meaning"): example.axis_titles[given:],
                tr("length"): list(part.shape),
            },
            hide_index=True,
        ) if part.ndim else layout.text(tr("Its only number is **{part:g}**.", part=part[()]))
        layout.text(example.about)
    with picture:
        light = name.startswith("photo")
        layout.figure(
            figures.by_width(
                lambda width: pictures.tensor_picture(part, "light" if light else "ink", width=width), (320, 640)
            ),
            key="tensor",
            label=tr(
                "{title}, {code}: {ndim} of shape {shape}",
                title=example.title,
                code=code,
                ndim=theory.rank_name(part.ndim),
                shape=shape_text(part.shape),
            ),
        )
        if light:
            st.caption(" ".join(f"{photo.credit}." for photo in PHOTOS.values()))
        elif name in ("length", "flower", "table"):
            st.caption(tr("R. A. Fisher 1936, from scikit-learn."))
        else:
            st.caption(tr("Digits: E. Alpaydin and C. Kaynak 1998, from scikit-learn."))


def _title(example: SampleTensor) -> str:
    rank = theory.rank_name(example.values.ndim)
    # A German noun keeps its capital letter.
    title = example.title.lower() if language() == ENGLISH else example.title
    return f"{rank[0].upper()}{rank[1:]}: {title}"


def _index(example: SampleTensor, axis: int) -> Param:
    length = example.values.shape[axis]
    return Param(
        f"index{axis}",
        "integer",
        0,
        tr(
            "One of the {length} entries along axis {axis} ({axes}); the first is 0.",
            length=length,
            axis=axis,
            axes=example.axis_titles[axis],
        ),
        label=tr("Axis {axis}: {axes}", axis=axis, axes=example.axis_titles[axis]),
        minimum=0,
        maximum=length - 1,
    )


@st.fragment
def _reshape() -> None:
    text, picture = layout.section(tr("Reshape: same numbers, new rows"))
    digit = sample_tensors()["digit"].values
    row = digit.reshape(-1)
    with text:
        layout.text(
            tr(
                "In memory, every tensor is one long row of numbers; the index of the last axis changes fastest. "
                "**Reshape** cuts that row into rows of a different length. No number moves, and none is lost. So the "
                "new shape must have exactly as many places, and a reshaped picture soon stops looking like a "
                "picture."
            )
        )
        predict(SLUG, "reshape")
        rows, columns = layout.controls(SLUG, [ROWS, COLUMNS])
        place = layout.control(SLUG, PLACE)
        fits = rows * columns == row.size
        if fits:
            line, column = divmod(place, columns)
            layout.formula(
                rf"{rows} \cdot {columns} = {row.size} \text{{ places}}",
                rf"\text{{place}} = \text{{row}} \cdot {columns} + \text{{column}} "
                rf"= {line} \cdot {columns} + {column} = {theory.place_in_row((line, column), (rows, columns))}",
            )
        else:
            st.error(
                tr(
                    "{rows} × {columns} makes {rows2} places for {size} numbers. Rows times columns must be {size}, "
                    "for example 8 × 8, 4 × 16 or 1 × 64.",
                    rows=rows,
                    columns=columns,
                    rows2=rows * columns,
                    size=row.size,
                ),
                icon=":material/error:",
            )
            columns = 8
        layout.text(
            tr("Flatten, which {reference} is about, reshapes to a single axis.", reference=lesson("pooling").reference)
        )
    with picture:
        line, column = divmod(place, columns)
        layout.figure(
            pictures.number_row(row, place),
            key="reshape-row",
            label=tr("The 64 numbers of a digit in one row; number {place} is {row:g}", place=place, row=row[place]),
        )
        layout.figure(
            image_grids.picture(
                row.reshape(-1, columns), "ink", windows=[image_grids.Window(line, column, 1)], size=300
            ),
            key="reshape",
            label=tr(
                "The same numbers as {size} rows of {columns}; number {place} is in row {line}, column {column}",
                size=row.size // columns,
                columns=columns,
                place=place,
                line=line,
                column=column,
            ),
            table=lambda: dict(enumerate(row.reshape(-1, columns).T)),
        )
