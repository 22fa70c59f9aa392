"""Seven optimizers from the same start, and each of them step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nnplay.catalogue import SPECS
from nnplay.figures.lessons import race as pictures
from nnplay.i18n import N_, number, tr
from nnplay.lessons import lesson
from nnplay.registry import Param
from nnplay.spec import OptimizerSpec
from nnplay.theory.race import MOMENTUM, OPTIMIZERS, Optimizer, minimize, with_momentum
from nnplay.theory.surfaces import SURFACES, Surface
from nnplay.ui.common import playing
from nnplay.ui.common.current import current
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict
from nnplay.ui.lessons.race_written import TITLES, up_to, written_out

SLUG = "race"
STEPS = 150
PLAYED = tuple(map(float, range(0, STEPS + 1, 5)))
"""The steps that are shown when the race is played."""

SURFACE = Param(
    "surface",
    "choice",
    "valley",
    N_("The optimizers look for the lowest point of this landscape."),
    label=N_("Landscape"),
    choices=tuple(SURFACES),
)
STEP = Param(
    "step", "number", 30.0, N_("The number of updates so far."), label=N_("Step"), minimum=0.0, maximum=STEPS, step=1.0
)
BETA = Param(
    "beta",
    "number",
    MOMENTUM,
    N_("The share of its velocity that Momentum and Nesterov keep at each step. At 0 they are plain SGD."),
    label=N_("Momentum β"),
    minimum=0.0,
    maximum=0.99,
    step=0.01,
)
NOISE = Param(
    "noise",
    "number",
    0.0,
    N_(
        "Random errors in each gradient, as from small batches; all optimizers get the same ones. At 1 they are as "
        "large as the gradient at the start."
    ),
    label=N_("Noise in the gradient"),
    minimum=0.0,
    maximum=2.0,
    step=0.05,
)


def show() -> None:
    """All sections."""
    _race()
    layout.question(
        tr("Which optimizer is certain to find the lowest point of all, the global minimum?"),
        tr(
            "None. All of them feel only the slope where they are. In the landscape with two minima, most end up in "
            "the nearer one. Momentum may roll over the ridge, but a different start or learning rate sends it "
            "somewhere else. A network's loss has a great many minima; in practice, one that is low enough will do."
        ),
    )
    layout.question(
        tr("Is RMSprop an improvement on Adam?"),
        tr(
            "It is the other way around. RMSprop is from 2012, Adam from 2014. Like RMSprop, Adam divides by the size "
            "of recent gradients. It adds momentum, and it corrects both averages for starting at zero."
        ),
    )
    layout.question(
        tr("One optimizer's curve is the lowest here. Is it the best one?"),
        tr(
            "Only here, with these learning rates. Change the landscape or a rate, and the order changes. For "
            "networks, too, a well-chosen learning rate often matters more than the name of the optimizer."
        ),
    )
    layout.try_it(
        SPECS["spiral"].with_training(optimizer=OptimizerSpec("SGD", learning_rate=0.05)),
        tr("Train the spiral with plain SGD"),
        tr(
            "The two spirals with SGD and a learning rate of 0.05. Then choose Adam with 0.01 under *Training*. Which "
            "one learns sooner?"
        ),
    )


@dataclass
class RaceStarts:
    """What a session keeps of the race.

    Args:
        clicked: x and y where everybody starts, by the name of the landscape that was clicked.
    """

    clicked: dict[str, list[float]] = field(default_factory=dict)


@st.fragment
def _race() -> None:
    # One fragment: landscape, step and rates hold for the race and for the optimizer that is written out.
    text, picture = layout.section(tr("From the same start"))
    with text:
        layout.text(
            tr(
                "In {reference}, every step was the gradient g times one learning rate. Is there a better step? How "
                "far should each weight move, and in which direction? That is what an **optimizer** decides. Here "
                "are seven of them on a landscape of only two weights, x and y, so you can see where they go.",
                reference=lesson("line").reference,
            )
        )
        predict(SLUG, "two")
        surface = SURFACES[layout.control(SLUG, SURFACE, format_func=lambda name: SURFACES[name].title)]
        layout.formula(rf"f(x, y) = {surface.formula}")
        layout.text(surface.about)
        chosen = st.pills(
            tr("Optimizers"),
            list(OPTIMIZERS),
            selection_mode="multi",
            default=list(OPTIMIZERS),
            format_func=TITLES.__getitem__,
            key=f"{SLUG}-chosen",
            help=tr("The optimizers in the race."),
            wrap=True,
            persist_state="session",
        )
        step = _step()
        clicked = current().part(RaceStarts).clicked.get(surface.name, [])
        x0, y0 = layout.controls(SLUG, _start(surface), clicked, name=f"{surface.name}{clicked or ''}")
        start = (x0, y0)
        beta, share = layout.controls(SLUG, (BETA, NOISE))
        optimizers = {name: with_momentum(kind, beta) for name, kind in OPTIMIZERS.items()}
        noise = share * float(np.linalg.norm(surface.gradient(np.array(start))))
        rates = _rates(surface)
    paths = {name: _path(optimizers[name], surface, start, rates[name], noise) for name in OPTIMIZERS}
    shown = [up_to(paths[name], step) for name in OPTIMIZERS if name in chosen]
    x, y, height = surface.grid()
    with picture:
        layout.figure(
            pictures.race_map(x, y, height, shown, surface.minima),
            key="race-map",
            label=tr("{title} from above after {step} steps. ", title=surface.title, step=step)
            + "; ".join(
                tr("{title} at {points:.2f}, {points2:.2f}", title=title, points=points[-1][0], points2=points[-1][1])
                for _, title, points, _ in shown
            ),
            table=lambda: _standings(shown),
            on_click=lambda clicked: _start_here(surface, clicked),
        )
        st.caption(
            tr(
                "Click on the landscape to start all of them there. The filled star marks the lowest point of all. In "
                "a network, each batch gives a slightly different gradient: add noise, and see whose path stays "
                "smooth, and who still jitters at the lowest point."
            )
        )
        layout.figure(
            pictures.race_heights(shown, STEPS),
            key="race-heights",
            label=tr("Height above the lowest point over {step} steps. ", step=step)
            + "; ".join(f"{title} {number(heights[-1], '.2g')}" for _, title, _, heights in shown),
        )
    written_out(optimizers, surface, start, rates, step, beta, noise, paths)


def _step() -> int:
    """The step that is shown; it goes on by itself when it is played."""
    key = f"{SLUG}-{STEP.name}"
    value = WidgetValue(key, STEP.default).get()

    def take(step: float) -> None:
        playing.move(key, step)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        playing.button(key, value, PLAYED, take, what=tr("the race"))
        step = int(layout.control(SLUG, STEP, on_change=playing.stop))
    playing.go_on(key, lambda: take(playing.next_stop(step, PLAYED)))
    return step


def _rates(surface: Surface) -> dict[str, float]:
    """A learning rate for each optimizer."""
    with st.expander(tr("Learning rates"), icon=":material/speed:"):
        params = [
            Param(
                f"rate-{name}",
                "log",
                kind.learning_rate,
                tr("Learning rate η of {title} on this landscape.", title=kind.title),
                label=kind.title,
                minimum=0.001,
                maximum=10.0,
            )
            for name, kind in OPTIMIZERS.items()
        ]
        # Rounded, so that a slider shows the number that is used.
        ready = [
            float(f"{kind.learning_rate * (surface.learning_rate if kind.relative else 1):.2g}")
            for kind in OPTIMIZERS.values()
        ]
        return dict(zip(OPTIMIZERS, layout.controls(SLUG, params, ready, name=surface.name), strict=True))


def _path(
    optimizer: Optimizer, surface: Surface, start: tuple[float, float], rate: float, noise: float
) -> pictures.OptimizerPath:
    points = minimize(optimizer, surface.gradient, start, rate, STEPS, noise)
    return optimizer.name, optimizer.title, points, surface.at(points)


def _standings(paths: list[pictures.OptimizerPath]) -> dict[str, Any]:
    return {
        tr("optimizer"): [title for _, title, _, _ in paths],
        tr("steps"): [len(points) - 1 for _, _, points, _ in paths],
        "x": [points[-1][0] for _, _, points, _ in paths],
        "y": [points[-1][1] for _, _, points, _ in paths],
        tr("height"): [heights[-1] for _, _, _, heights in paths],
    }


def _start(surface: Surface) -> tuple[Param, ...]:
    """Where everybody begins, within the landscape's window."""
    left, right, bottom, top = surface.window
    return tuple(
        Param(
            f"start-{name}",
            "number",
            start,
            tr("All optimizers start at this {name}. A click on the landscape sets it too.", name=name),
            label=tr("Start at {name}", name=name),
            minimum=low,
            maximum=high,
            step=0.01,
        )
        for name, start, low, high in (("x", surface.start[0], left, right), ("y", surface.start[1], bottom, top))
    )


def _start_here(surface: Surface, clicked: dict[str, Any]) -> None:
    starts = current().part(RaceStarts)
    starts.clicked[surface.name] = layout.clicked_values(_start(surface), (clicked["x"], clicked["y"]))
