"""How one number of a layer is made from those that it reads, written out."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.figures.marked import short as _in_cell
from nnplay.i18n import tr
from nnplay.models.computation import Computation, Formula, Normalization, Selection, WeightedSum
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.widget_value import WidgetValue

MOST_TERMS = 50
"""Longer sums are written out as grids or bars only."""

MOST_CELLS = 225
"""Larger windows are not drawn with their numbers."""

WIDTHS = (300, 640)

CHANNEL = WidgetValue("origin-channel", 0)


def short(value: float) -> str:
    """A number in a written sum: with as many digits as let it add up to the eye."""
    return _in_cell(value, 3)


def explain(computation: Computation, value: float) -> None:
    """Draws how the number came about: what its layer says of that, and then the numbers."""
    st.markdown(str(computation.words))
    match computation:
        case Selection():
            result = _selection(computation)
        case Normalization():
            result = _normalization(computation)
        case Formula():
            result = _formula(computation)
        case WeightedSum(window=np.ndarray(ndim=1)):
            result = _row(computation)
        case WeightedSum():
            result = _windows(computation)
        case _:
            raise NotImplementedError(type(computation).__name__)
    if computation.activation == "linear":
        st.markdown(f"{result} **{short(value)}**")
        return
    st.markdown(f"{result} {short(computation.total)} → {computation.activation} → **{short(value)}**")
    if computation.rivals is not None:
        st.caption(
            tr(
                "Softmax compares this number with those of the other units: e to the power of it, divided by the sum "
                "of all such powers. Together, the outputs add up to 1."
            )
        )
        live_chart(
            figures.unit_bars(computation.rivals),
            key="origin-rivals",
            label=tr("What softmax compares: {rivals}", rivals=_list(computation.rivals)),
        )


def _selection(found: Selection) -> str:
    if found.how == "only":
        return tr("The number is") if found.activation == "linear" else tr("The number")
    # Padding is neither the largest nor part of a mean.
    largest = found.how == "largest"
    if found.window.ndim == 2:
        count = len(found.window)
        if largest:
            return tr("The largest of {count} numbers is", count=count)
        return tr("The mean of {count} numbers is", count=count)
    inside = ~np.isnan(found.window[..., 0])
    plane = found.window[np.ix_(inside.any(axis=1), inside.any(axis=0))][..., 0]
    if plane.size <= MOST_CELLS:
        _grids([(tr("Window"), plane, bool(plane.min() < 0))], [])
    rows, columns = plane.shape
    if largest:
        return tr("The largest of {rows} × {columns} numbers is", rows=rows, columns=columns)
    return tr("The mean of {rows} × {columns} numbers is", rows=rows, columns=columns)


def _formula(found: Formula) -> str:
    st.markdown(" · ".join(f"{name} = **{short(number)}**" for name, number in found.terms))
    return f"{found.formula} ="


def _normalization(found: Normalization) -> str:
    if found.window.size > 1:
        live_chart(
            figures.unit_bars(found.window.ravel()),
            key="origin-compared",
            label=tr("The numbers whose mean and deviation are computed: {window}", window=_list(found.window.ravel())),
        )
    st.markdown(
        tr(
            "Number {read}, mean {mean}, deviation {deviation}, scale {scale}, shift {shift}:",
            read=short(found.read),
            mean=short(found.mean),
            deviation=short(found.deviation),
            scale=short(found.scale),
            shift=short(found.shift),
        )
    )
    return (
        f"({short(found.read)} − {_term(found.mean)}) / {short(found.deviation)} × {_term(found.scale)} "
        f"+ {_term(found.shift)} ="
    )


def _windows(found: WeightedSum) -> str:
    """A sum over windows: that of one channel with all of its numbers, and what the others add."""
    channels = found.window.shape[2]
    channel = _choose_channel(found) if channels > 1 else 0
    window, kernel, products = (part[..., channel] for part in (found.window, found.kernel, found.products))
    its_window, its_kernel, added = _titles(found, channel, several=channels > 1)
    _grids(
        [
            (its_window, window, bool(np.nanmin(np.nan_to_num(window)) < 0)),
            (its_kernel if found.bias is not None else tr("Shares"), kernel, True),
            (tr("Products"), products, True),
        ],
        ["×", "="],
    )
    total = float(found.channel_sums[channel])
    if products.size <= MOST_TERMS:
        terms = [f"{_term(a)} × {_term(b)}" for a, b in zip(np.nan_to_num(window).flat, kernel.flat, strict=True)]
        added = " + ".join(terms)
    if found.bias is None and channels == 1:
        return f"{added} ="
    st.markdown(f"{added} = **{short(total)}**")
    if found.mixing is not None:
        weight = float(found.mixing[channel])
        st.markdown(
            tr(
                "Its 1 × 1 weight: {total} × {weight} = **{total2}**",
                total=_term(total),
                weight=_term(weight),
                total2=short(total * weight),
            )
        )
    if channels == 1:
        return _ending(found, tr("Sum"))
    if found.mixing is None:
        return _ending(found, tr("Sum of all {channels} channels", channels=channels))
    return _ending(found, tr("Sum of all {channels} kernels", channels=channels))


def _titles(found: WeightedSum, channel: int, *, several: bool) -> tuple[str, str, str]:
    """What the window of a channel, its kernel and the sum of their products are called."""
    added = tr("Products added up")
    if found.mixing is not None:
        if several:
            added = tr("Products of kernel {channel} added up", channel=channel)
        return tr("Its window"), tr("Kernel {channel}", channel=channel), added
    if not several:
        return tr("Window"), tr("Kernel"), added
    return (
        tr("Window of channel {channel}", channel=channel),
        tr("Kernel of channel {channel}", channel=channel),
        tr("Products of channel {channel} added up", channel=channel),
    )


def _choose_channel(found: WeightedSum) -> int:
    """The bars of what each channel adds, and which one's window is written out."""
    terms, channels = found.terms, len(found.terms)
    if found.mixing is None:
        what = tr("The sum of each of the {channels} input channels", channels=channels)
        label = tr("Sums of {channels} input channels: {terms}", channels=channels, terms=_list(terms))
        names = [tr("channel {map}", map=place) for place in range(channels)]
    else:
        what = tr("Sum × 1 × 1 weight of each of the {channels} kernels", channels=channels)
        label = tr("Sums of {channels} kernels: {terms}", channels=channels, terms=_list(terms))
        names = [tr("kernel {number}", number=place) for place in range(channels)]
    st.markdown(tr("**{what}**, added up to {terms}", what=what, terms=short(float(terms.sum()))))
    live_chart(figures.unit_bars(terms, names), key="origin-channels", label=label, on_click=_take_channel)
    CHANNEL.keep_among(range(channels))
    return int(
        st.number_input(
            tr("Input channel") if found.mixing is None else tr("Kernel"),
            0,
            channels - 1,
            step=1,
            key=CHANNEL.key,
            help=tr("The channel whose window is written out. Each input channel has a kernel of its own, or several."),
            width=160,
        )
    )


def _take_channel(clicked: Clicked) -> None:
    if clicked.get("index") is not None:
        CHANNEL.set(int(clicked["index"]))


def _row(found: WeightedSum) -> str:
    """A sum over a row of inputs."""
    st.markdown(
        tr(
            "**Input times weight, for each of the {window:,} inputs**, added up to {terms}",
            window=len(found.window),
            terms=short(float(found.terms.sum())),
        )
    )
    live_chart(
        figures.unit_bars(found.products),
        key="origin-products",
        label=tr("Products of {window} inputs with their weights", window=len(found.window)),
    )
    largest = np.argsort(-np.abs(found.products))[:8]
    st.dataframe(
        {
            tr("input"): largest,
            tr("value"): found.window[largest],
            tr("weight"): found.kernel[largest],
            tr("product"): found.products[largest],
        },
        hide_index=True,
    )
    st.caption(tr("The products that matter most."))
    return _ending(found, tr("Sum"))


def _ending(found: WeightedSum, text: str) -> str:
    if found.bias is None:
        return f"{text}:"
    return tr(
        "{text} {terms} + bias {bias} =", text=text, terms=short(float(found.terms.sum())), bias=_term(found.bias)
    )


def _grids(grids: list[tuple[str, np.ndarray, bool]], signs: list[str]) -> None:
    live_chart(
        figures.by_width(lambda width: figures.number_grids(grids, signs, width=width), WIDTHS),
        key="origin-sum",
        label="; ".join(f"{title}: {_rows(array)}" for title, array, _ in grids),
    )


def _rows(array: np.ndarray) -> str:
    return " / ".join(" ".join(short(value) for value in row) for row in np.nan_to_num(array))


def _list(values: np.ndarray, most: int = 64) -> str:
    return ", ".join(short(float(value)) for value in values[:most])


def _term(value: float) -> str:
    """A number inside of a sum: negative ones in parentheses."""
    return f"({short(value)})" if value < 0 else short(value)
