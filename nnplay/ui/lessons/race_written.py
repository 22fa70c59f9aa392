"""One update of an optimizer, written out with its numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nnplay.figures.lessons import race as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory.race import HEAVY, OPTIMIZERS, Optimizer, one_update
from nnplay.theory.surfaces import Surface
from nnplay.ui.lessons import layout

SLUG = "race"

ONE = Param(
    "written",
    "choice",
    "adam",
    N_("The optimizer whose update is written out."),
    label=N_("Optimizer"),
    choices=tuple(OPTIMIZERS),
)
TITLES = {name: kind.title for name, kind in OPTIMIZERS.items()}


def up_to(path: pictures.OptimizerPath, step: int) -> pictures.OptimizerPath:
    """The path as far as a step."""
    name, title, points, heights = path
    return name, title, points[: step + 1], heights[: step + 1]


def written_out(
    optimizers: dict[str, Optimizer],
    surface: Surface,
    start: tuple[float, float],
    rates: dict[str, float],
    step: int,
    beta: float,
    noise: float,
    paths: dict[str, pictures.OptimizerPath],
) -> None:
    """The section."""
    text, picture = layout.section(tr("One update, written out"))
    with text:
        optimizer = optimizers[layout.pick(SLUG, ONE, names=TITLES)]
        layout.text(optimizer.about)
        layout.formula(*optimizer.formula)
        layout.text(
            tr(
                "Here w stands for x and for y, each on its own; g is the gradient at that point, η is the learning "
                "rate"
            )
            + (tr(", and β is the momentum, {beta}", beta=latex.plain(beta)) if optimizer.name in HEAVY else "")
            + tr(". These are the numbers of the next step, step {step}:", step=step + 1)
        )
        path = paths[optimizer.name]
        if step < len(path[2]) - 1:
            st.dataframe(_update_table(optimizer, surface, start, rates[optimizer.name], step, noise), hide_index=True)
        else:
            layout.text(tr("This is the last step shown for {title}.", title=optimizer.title))
    cut = up_to(path, step)
    x, y, height = surface.grid()
    with picture:
        layout.figure(
            pictures.race_map(x, y, height, [cut], surface.minima),
            key="race-one",
            label=tr(
                "The path of {title} alone: after {cut} steps at height {cut2:.3g}",
                title=optimizer.title,
                cut=len(cut[2]) - 1,
                cut2=cut[3][-1],
            ),
            table=lambda: {
                tr("step"): np.arange(len(cut[2])),
                "x": cut[2][:, 0],
                "y": cut[2][:, 1],
                tr("height"): cut[3],
            },
        )


def _update_table(
    optimizer: Optimizer, surface: Surface, start: tuple[float, float], rate: float, step: int, noise: float
) -> dict[str, Any]:
    """What goes into an update and what comes out, for x and for y."""
    rows = one_update(optimizer, surface.gradient, start, rate, step, noise)
    return {
        "": list(map(_row_title, rows)),
        "x": [latex.plain(values[0]) for values in rows.values()],
        "y": [latex.plain(values[1]) for values in rows.values()],
    }


_ROWS = {
    "point w": N_("point w"),
    "gradient g": N_("gradient g"),
    "before": N_("{name} before"),
    "after": N_("{name} after"),
    "new point w": N_("new point w"),
}


def _row_title(row: str) -> str:
    """What a row of `one_update` is called: `"gradient g"`, `"v before"`."""
    if row in _ROWS:
        return tr(_ROWS[row])
    name, when = row.split()
    return tr(_ROWS[when], name=name)
