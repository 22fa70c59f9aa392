"""Networks that overfit: one small, one large, and the large one with each remedy, trained by the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import load_dataset
from nnplay.datasets.explore.grid import grid_axes
from nnplay.datasets.kinds.synthetic import DATA_SEED
from nnplay.figures.lessons.overfitting import fit_picture
from nnplay.i18n import N_, number, tr
from nnplay.models.shapes import trace
from nnplay.registry import Param
from nnplay.spec import ExperimentSpec
from nnplay.theory.overfitting import EPOCHS, NEW_POINTS, VARIANTS, new_points, variants
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.lessons import layout, trainings

SLUG = "overfitting-network"

POINTS = Param("points", "integer", 10, N_("The number of noisy points that the networks are trained on."),
               label=N_("Training points"), minimum=5, maximum=100)  # fmt: skip
NOISE = Param("noise", "number", 0.4, N_("Standard deviation of the random noise added to each y."),
              minimum=0.0, maximum=1.0, step=0.05)  # fmt: skip
SEED = layout.variant(DATA_SEED, default=8)
SHOWN = Param("shown", "choice", "Large", N_("The network whose fit and curves are drawn."), label=N_("Network"),
              choices=VARIANTS)  # fmt: skip


def overfitting() -> ExperimentSpec:
    """The large network on the points that the page starts with."""
    return variants(POINTS.default, NOISE.default, SEED.default)["Large"]


def sections(session: Session) -> None:
    """The section on networks, and whether a huge one is a bad idea."""
    _networks(session)


@st.fragment
def _networks(session: Session) -> None:
    text, picture = layout.section(tr("A network on a few points"))
    with text:
        layout.text(
            tr(
                "Now the same with real networks, trained by Keras: one with 4 units, one with 64 + 64 units, and the "
                "large one with each remedy.\n\n"
                "- **L2, L1:** as above, on the weights of both hidden layers; the output layer has no penalty. Keras "
                "only takes steps along the gradient, so with L1 many weights end up tiny, but not exactly 0.\n"
                "- **Dropout:** at each training step and for each example, every hidden unit is switched off with "
                "probability 0.2, and the outputs of the others are divided by 0.8 to make up for it. So no unit can "
                "rely on any one other. When the network is tested, all units work.\n"
                "- **Early stopping:** training ends when the validation loss has not reached a new low for 30 epochs. "
                "The weights of the best epoch are kept.\n"
                "- **More data:** ten times as many points of the same kind."
            )
        )
        points, noise, seed = layout.controls(SLUG, [POINTS, NOISE, SEED])
        specs = variants(points, noise, seed)
        trainings.offer(session, specs, tr("Train all seven"), f"{SLUG}-train")
        shown = layout.control(SLUG, SHOWN)
        _table(session, specs)
    with picture:
        _live(session, shown, specs[shown])
        trainings.picture(session, specs[shown], f"{SLUG}-picture")


def _live(session: Session, name: str, spec: ExperimentSpec) -> None:
    """Fit and loss curves of one network, while it trains too."""
    run = trainings.find(session, spec)

    @st.fragment(run_every=live_seconds() if run and run.job.is_live else None)
    def draw() -> None:
        data = load_dataset(spec.dataset)
        history = run.job.history if run else None
        axis = grid_axes(data)[0]
        lines = {"sin x": (axis, np.sin(axis))}
        if history and history.snapshot and history.snapshot.outputs is not None:
            lines[tr(name)] = (axis, history.snapshot.outputs)
        parts = [(x[:, 0], y) for x, y in (data.parts["training"], data.parts["validation"])]
        layout.figure(
            fit_picture(parts[0], parts[1], lines),
            key="network-fit",
            label=tr("{parts} training points and ", parts=len(parts[0][1]))
            + (
                tr("the output of the network '{name}'", name=tr(name))
                if len(lines) > 1
                else tr("the true curve; no network is trained yet")
            ),
        )
        columns: dict[str, Any] = {"epoch": history.epochs, **history.columns} if history else {}
        losses = {part: columns.get(part) for part in ("loss", "val_loss")}
        layout.figure(
            figures.loss_curve(
                columns,
                epochs=EPOCHS,
                log=True,
                run=tr(name),
                best_epoch=history.best_epoch if history and spec.training.early_stopping else None,
            ),
            key="network-loss",
            label=tr("Loss of '{name}' over the epochs: ", name=tr(name))
            + ", ".join(
                f"{part} {number(values[-1], '.3g')}" if values else tr("{part} not yet", part=part)
                for part, values in losses.items()
            ),
            table=lambda: columns,
        )
        st.caption(tr("The loss includes the penalty. The table compares mean squared errors without it."))

    draw()


def _table(session: Session, specs: dict[str, ExperimentSpec]) -> None:
    """Weights and errors of the networks that are trained."""
    rows: list[tuple[str, str, str, str, str]] = []
    with show_errors():
        for name, run in trainings.found(session, specs).items():
            if run.is_trained:
                errors = _errors(session, run, specs[name].dataset["noise"])
                weights = number(trace(specs[name]).checked().parameters, ",")
                epochs = str(run.job.history.best_epoch or len(run.job.history.epochs))
                rows.append((tr(name), weights, epochs, number(errors[0], ".3g"), number(errors[1], ".3g")))
    if rows:
        names = (tr("network"), tr("weights"), tr("epochs"), tr("training error"), tr("error on new points"))
        st.dataframe(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), hide_index=True)
        noise = next(iter(specs.values())).dataset["noise"]
        st.caption(
            tr(
                "Mean squared errors. The new points are the same {new_points:,} for every network, and none of them "
                "was used to train it or to decide when to stop. Their noise alone makes an error of about "
                "{noise:.2g}. With different points or noise, each remedy helps more or less.",
                new_points=NEW_POINTS,
                noise=noise**2,
            )
        )


@dataclass
class KnownErrors:
    """What a session keeps of the networks that it has asked for their errors.

    Args:
        of_runs: On training and new points, by number of the run and epoch of its film.
    """

    of_runs: dict[tuple[int, int | None], list[float]] = field(default_factory=dict)


def _errors(session: Session, run: SessionRun, noise: float) -> list[float]:
    """Mean squared errors on the training points and on new ones; asked once for each trained run."""
    kept = session.part(KnownErrors).of_runs
    key = (run.number, run.epoch)
    if key not in kept:
        data = load_dataset(run.job.spec.dataset)
        kept[key] = [
            float(np.mean((ask(run, "predict", inputs=x)[:, 0] - y) ** 2))
            for x, y in (data.parts["training"], new_points(noise))
        ]
    return kept[key]
