"""Training a kept run again: with one change, with other seeds, or with all combinations of some values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnplay.i18n import N_, plural, tr
from nnplay.limits import show_seconds
from nnplay.registry import Param
from nnplay.runs import KeptRun
from nnplay.runs.changeable import changeable, parsed, suggested, unusual
from nnplay.runs.differences import show_setting
from nnplay.runs.kept import LONGEST_TAG
from nnplay.runs.plan import PlannedRun, plan, seconds_of
from nnplay.training.by_hand import hand_note
from nnplay.ui.common import sweeps
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widgets import param_widget
from nnplay.ui.runs import repeat_results

FEWEST_SEEDS, MOST_SEEDS = 3, 20
ONE, SEEDS, SWEEP = N_("One change"), N_("Different seeds"), N_("Sweep")
NO_SECOND = N_("nothing else")

Changeable = Mapping[str, tuple[str, Param, Any]]


@dataclass
class RepeatState:
    """Which run is trained again, by its id, also when others are chosen beside it."""

    again: str = ""


def show(session: Session, runs: Sequence[KeptRun]) -> None:
    """Draws the choice of what is repeated, and what came of it."""
    left, right = st.columns([1, 1.7], gap="large")
    with left:
        run = runs[0]
        if len(runs) > 1:
            names = {one.id: one.name for one in runs}
            state = session.part(RepeatState)
            id = state.again = st.selectbox(
                tr("Train again"),
                names,
                index=list(names).index(state.again) if state.again in names else 0,
                format_func=names.__getitem__,
                key=f"repeat-run-{'-'.join(names)}",
            )
            run = next(one for one in runs if one.id == id)
        else:
            st.markdown(tr("**Train {name} again**", name=plain(run.name)))
        if note := hand_note(run.history):
            words = tr("{note} Training it again leaves that out.", note=note)
            st.caption(f":material/back_hand: {words}")
        how = st.segmented_control(
            tr("How"),
            [ONE, SEEDS, SWEEP],
            default=ONE,
            format_func=tr,
            required=True,
            key="repeat-how",
            label_visibility="collapsed",
        )
        known = changeable(run.spec)
        ways: dict[str, Callable[[Session, KeptRun, Changeable], None]] = {
            ONE: _one_change,
            SEEDS: _other_seeds,
            SWEEP: _sweep,
        }
        with show_errors():
            ways[how](session, run, known)
    with right:
        repeat_results.show(session, run)


def _one_change(session: Session, run: KeptRun, known: Changeable) -> None:
    st.caption(
        tr("The same experiment with the same seed and one setting changed: any difference is due to that setting.")
    )
    path = _option(run, known, tr("What"), "repeat-one")
    title, param, value = known[path]
    new = param_widget(param, value, f"repeat-value-{run.id}-{path}")
    planned = plan(run.spec, {path: [new]})
    _start(session, run, planned, f"{title} {show_setting(new)}", equal=planned[0].spec == run.spec)


def _other_seeds(session: Session, run: KeptRun, known: Changeable) -> None:
    st.caption(
        tr(
            "The same experiment with different initial weights and a different order of the examples. A single lucky "
            "run proves nothing: the spread of these runs tells you how much a difference between two runs means."
        )
    )
    count = int(st.number_input(tr("Seeds"), FEWEST_SEEDS, MOST_SEEDS, 5, key=f"repeat-seeds-{run.id}"))
    _start(session, run, plan(run.spec, {}, _others(run, count)), tr("{count} seeds", count=count))


def _others(run: KeptRun, count: int) -> list[int]:
    """The next seeds: the run's own would train the same network again."""
    return [run.spec.seed + more for more in range(1, count + 1)]


def _sweep(session: Session, run: KeptRun, known: Changeable) -> None:
    st.caption(tr("Every combination of the values, each with every seed."))
    options: dict[str, list[Any]] = {}
    first = _option(run, known, tr("First option"), "repeat-first")
    options[first] = _values(run, known, first)
    second = _option(
        run, {path: one for path, one in known.items() if path != first}, tr("Second option"), "repeat-second"
    )
    if second:
        options[second] = _values(run, known, second)
    seeds = int(st.number_input(tr("Seeds for each"), 1, MOST_SEEDS, 1, key=f"repeat-sweep-seeds-{run.id}"))
    titles = " × ".join(known[path][0] for path in options)
    _start(session, run, plan(run.spec, options, seeds), titles)


def _option(run: KeptRun, known: Changeable, label: str, key: str) -> str:
    optional = key == "repeat-second"
    paths = [*([""] if optional else []), *known]
    usual = "" if optional else "training.optimizer.learning_rate"
    return str(
        st.selectbox(
            label,
            paths,
            index=paths.index(usual),
            format_func=lambda path: known[path][0] if path else tr(NO_SECOND),
            key=f"{key}-{run.id}-{len(paths)}",
        )
    )


def _values(run: KeptRun, known: Changeable, path: str) -> list[Any]:
    title, param, value = known[path]
    begin = suggested(param, value)
    if param.kind in ("choice", "boolean"):
        every = param.values if param.kind == "choice" else (False, True)
        return list(
            st.multiselect(
                tr("Values: {title}", title=title),
                every,
                default=begin,
                format_func=show_setting,
                key=f"repeat-values-{run.id}-{path}",
            )
        )
    text = st.text_input(
        tr("Values: {title}", title=title),
        ", ".join(f"{one:g}" for one in begin),
        key=f"repeat-values-{run.id}-{path}",
        help=tr(
            "With commas between them; `0.001 to 1 in 4` for four values from one to the other; or `0.001 to 1 random "
            "4` for four at random between them. {help}",
            help=param.help,
        ),
    )
    values = parsed(param, text)
    if odd := unusual(param, values):
        st.caption(f":material/warning: {plain(odd)}")
    return values


def _start(session: Session, run: KeptRun, planned: Sequence[PlannedRun], title: str, *, equal: bool = False) -> None:
    """Says what a plan costs, and starts it."""
    count = len(planned)
    seconds = seconds_of(planned, run.history, min(sweeps.at_once(), count))
    epochs = sum(one.spec.training.epochs for one in planned)
    st.markdown(
        plural(
            "**{n} run**, about {seconds} in all, {epochs:,} epochs.",
            "**{n} runs**, about {seconds} in all, {epochs:,} epochs.",
            count,
            seconds=show_seconds(seconds),
            epochs=epochs,
        )
    )
    if equal:
        st.caption(tr("Nothing has changed yet. Trained again like this, the run would have the same weights."))
    if st.button(
        tr("Train") if count == 1 else tr("Train {count} runs", count=count),
        type="primary",
        icon=":material/play_arrow:",
        key="repeat-start",
        help=tr("Each run is added to the table above when it ends."),
    ):
        # Of what is repeated once more, the first name is enough.
        sweeps.start(session, f"{run.name} · {title}", planned, run.name.partition(" · ")[0][:LONGEST_TAG])
        st.rerun()
