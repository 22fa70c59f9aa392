"""What stays at the lower edge of a phone: the buttons that begin, hold and end, how far it is, and a tiny curve.

The buttons are those of the bar above. Their place is said by `phone_bar.css`, which comes with the look of all pages:
what came with this bar would be too late, and move buttons that have been seen in the bar above.
"""

from __future__ import annotations

import base64
import html

import streamlit as st

from nnplay.figures.sparkline import sparkline
from nnplay.i18n import N_, tr
from nnplay.training.history import Stage
from nnplay.training.words import ENDED, metric_words, show_metric
from nnplay.ui.common.current import current
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground.commands import width_of

_ENDS = ("stopped", "diverged", "failed")
"""Endings that one word says; the line above the curves says all of them."""

_STAGES: dict[Stage, str] = {
    "queued": N_("Queued"),
    "untrained": N_("Untrained"),
    "testing": N_("Testing"),
}


def draw(run: SessionRun | None) -> None:
    """Draws the bar; within the fragment that asks the run for news.

    Args:
        run: The run that the page shows, if any.
    """
    with st.container(key="phone-bar"):
        st.html(f"<style>:root {{ --nn-train: {width_of('train')}px; }}</style>{content(run)}")


def content(run: SessionRun | None) -> str:
    """What the bar says, as HTML."""
    if run is None:
        words = html.escape(tr("Press Train, and the curve grows here."))
        return f'<div class="nnplay-phone"><span>{words}</span></div>'
    history = run.job.history
    losses = history.columns.get("val_loss") or history.columns.get("loss") or ()
    done = 1.0 if history.status == "finished" else history.progress
    curve = base64.b64encode(sparkline(losses).encode()).decode()
    return (
        f'<div class="nnplay-phone-done" data-run="{run.number}" style="width:{done:.1%}"></div>'
        f'<div class="nnplay-phone" data-run="{run.number}"><span>{html.escape(_words(run))}</span>'
        f'<img alt="" src="data:image/svg+xml;base64,{curve}"></div>'
    )


def _words(run: SessionRun) -> str:
    history = run.job.history
    own = run.is_of(current().spec)
    name = tr("Run {number}", number=run.number) if own else tr("Run {number} (other settings)", number=run.number)
    if history.test_metrics:
        metric = next((name for name in history.test_metrics if name != "loss"), "loss")
        return tr(
            "{name}: test {replace} {metric}",
            name=name,
            replace=metric_words(metric),
            metric=show_metric(metric, history.test_metrics[metric]),
        )
    if not history.is_live:
        ending = history.reason or history.status
        return f"{name}: {tr(ENDED[ending] if ending in _ENDS else N_('ended'))}"
    match run.stage:
        case "running":
            planned = history.planned_epochs
            return (
                tr("Epoch {epochs} of {planned}", epochs=len(history.epochs) + 1, planned=planned)
                if planned
                else tr("Starting …")
            )
        case "paused":
            return tr("Paused in epoch {epochs}", epochs=len(history.epochs) + 1)
        case "untrained" if history.by_hand:
            return tr("Weights set")
        case stage:
            return tr(_STAGES[stage])
