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
    st.markdown(computation.words)
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
    if found.window.ndim == 2:
        return tr("The {how} of {window} numbers is", how=found.how, window=len(found.window))
    inside = ~np.isnan(found.window[..., 0])
    plane = found.window[np.ix_(inside.any(axis=1), inside.any(axis=0))][..., 0]
    if plane.size <= MOST_CELLS:
        _grids([(tr("Window"), plane, bool(plane.min() < 0))], [])
    return tr("The {how} of {shape} × {shape2} numbers is", how=found.how, shape=plane.shape[0], shape2=plane.shape[1])


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
    of = tr(" of {found} {channel}", found=_noun(found), channel=channel) if channels > 1 else ""
    weights = f"Kernel{of}" if found.mixing is None else tr("Kernel {channel}", channel=channel)
    _grids(
        [
            (
                f"Window{of}" if found.mixing is None else tr("Its window"),
                window,
                bool(np.nanmin(np.nan_to_num(window)) < 0),
            ),
            (weights if found.bias is not None else tr("Shares"), kernel, True),
            (tr("Products"), products, True),
        ],
        ["×", "="],
    )
    total = float(found.channel_sums[channel])
    added = tr("Products{of} added up", of=of)
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
    return _ending(
        found, "sum" if channels == 1 else tr("sum of all {channels} {found}s", channels=channels, found=_noun(found))
    )


def _noun(found: WeightedSum) -> str:
    """What makes one of the sums."""
    return "channel" if found.mixing is None else "kernel"


def _choose_channel(found: WeightedSum) -> int:
    """The bars of what each channel adds, and which one's window is written out."""
    terms, channels, noun = found.terms, len(found.terms), _noun(found)
    what = tr("The sum of each of the {channels} input channels", channels=channels)
    if found.mixing is not None:
        what = tr("Sum × 1 × 1 weight of each of the {channels} kernels", channels=channels)
    st.markdown(tr("**{what}**, added up to {terms}", what=what, terms=short(float(terms.sum()))))
    live_chart(
        figures.unit_bars(terms, [f"{noun} {place}" for place in range(channels)]),
        key="origin-channels",
        label=tr(
            "Sums of {channels} {part}: {terms}",
            channels=channels,
            part="input channels" if noun == "channel" else "kernels",
            terms=_list(terms),
        ),
        on_click=_take_channel,
    )
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
            "input": largest,
            "value": found.window[largest],
            "weight": found.kernel[largest],
            "product": found.products[largest],
        },
        hide_index=True,
    )
    st.caption(tr("The products that matter most."))
    return _ending(found, "sum")


def _ending(found: WeightedSum, what: str) -> str:
    text = f"{what[0].upper()}{what[1:]}"
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
