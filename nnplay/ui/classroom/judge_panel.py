"""All of a class judge networks on the drawings of the class, and train on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.classroom.class_drawings import (
    DIGITS,
    ClassReading,
    counts_by_digit,
    hardest_words,
    pool,
)
from nnplay.datasets.kinds import class_drawings
from nnplay.datasets.kinds.class_drawings import PooledDrawings, dataset_of, digest_of
from nnplay.datasets.kinds.digits import DIGIT_NAMES
from nnplay.datasets.kinds.drawings import MIN_DRAWINGS
from nnplay.errors import ClassroomError
from nnplay.i18n import plural, tr
from nnplay.spec import DatasetSpec
from nnplay.suggestion import suggested_experiment
from nnplay.ui.classroom import class_readings, held
from nnplay.ui.classroom.class_tiles import SHOWN, count_words, tiles
from nnplay.ui.classroom.membership import class_at_hand, classes
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_height import table_height
from nnplay.ui.draw import networks
from nnplay.ui.draw.networks import DigitReader

DATASET = class_drawings.NAME

SEEN = 8
"""So many writers are seen at once; more of them scroll."""


@dataclass
class ClassJudgeState:
    """What a session keeps of judging.

    Args:
        chosen: Key of the network that is judged.
        newest: Numbers of the drawings of the class in the database, and the checksum of their file.
    """

    chosen: str = "ready"
    newest: tuple[tuple[int, ...], str] = ((), "")


def judge(session: Session) -> None:
    """Draws how networks read the drawings of the class, and the way to train on them."""
    mine = class_at_hand(session)
    code, key = mine.reader
    if not code:
        return
    try:
        drawings = pool(classes().drawings(code, key))
    except ClassroomError as error:
        show_error(error.message)
        return
    if not len(drawings):
        st.info(tr("Nobody in your class has drawn yet."), icon=":material/draw:")
        return
    writers = len(set(drawings.writers.tolist()))
    counts = counts_by_digit(drawings)
    rare = [str(digit) for digit, count in counts.items() if not count]
    lacking = tr(" Nobody has drawn a {rare} yet.", rare=", ".join(rare)) if 0 < len(rare) < DIGITS else ""
    st.markdown(
        plural(
            "**{drawings}** by {n} writer.{lacking} Each network of your session can be judged on them, and the reader "
            "that ships with nnplay.",
            "**{drawings}** by {n} writers.{lacking} Each network of your session can be judged on them, and the "
            "reader that ships with nnplay.",
            writers,
            drawings=count_words(len(drawings)),
            lacking=lacking,
        )
    )
    every = {one.key: one for one in networks.all_of(session)}
    state = session.part(ClassJudgeState)

    def take(key: str) -> None:
        current().part(ClassJudgeState).chosen = key

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = choose(
            tr("Network to judge"),
            {key: one.title for key, one in every.items()},
            state.chosen if state.chosen in every else next(iter(every)),
            f"class-reader-{'-'.join(every)}",
            take=take,
            help=tr("Your trained runs that read digits, newest first, and the reader that ships with nnplay."),
            width=420,
        )
        _use(session, drawings, every[chosen])
    with show_errors():
        _compare(every, drawings)
        reading, y_pred = class_readings.reading_of(every[chosen], drawings)
        _show(every[chosen], drawings, reading, y_pred)


def _compare(every: dict[str, DigitReader], drawings: PooledDrawings) -> None:
    """How many each network reads, where there are several and it is asked for: each has to read all drawings."""
    if len(every) < 2 or not st.toggle(
        tr("Compare all {every} networks", every=len(every)),
        key="compare-on-class",
        help=tr("How many of the drawings each of your networks reads correctly, best first."),
    ):
        return
    rows = []
    for one in every.values():
        reading, _ = class_readings.reading_of(one, drawings)
        rows.append({"network": one.title, "read correctly": 100 * reading.accuracy, "drawings": reading.count})
    st.dataframe(
        pd.DataFrame(rows).sort_values("read correctly", ascending=False),
        hide_index=True,
        column_config={"network": tr("network"), **_shares()},
        alt=tr("How many of the class's drawings each network reads correctly"),
    )
    if any(map(_has_seen, every.values())):
        st.caption(tr("Networks that were trained on drawings of a class look better here than they are."))


def _has_seen(network: DigitReader) -> bool:
    """Whether it may have been trained on some of the drawings."""
    return network.run is not None and network.spec.dataset.name == DATASET


def _shares() -> dict[str, Any]:
    """Columns of both tables: how many drawings were read correctly, and of how many."""
    right = st.column_config.ProgressColumn(tr("read correctly"), min_value=0, max_value=100, format="%.0f%%")
    return {"read correctly": right, "drawings": tr("drawings")}


def _show(network: DigitReader, drawings: PooledDrawings, reading: ClassReading, y_pred: np.ndarray) -> None:
    hardest = hardest_words(reading)
    st.markdown(
        tr(
            "{short}: **{right} of {count}** read correctly. {hardest}",
            short=network.short,
            right=reading.right,
            count=reading.count,
            hardest=hardest,
        )
    )
    if _has_seen(network):
        st.caption(
            tr(
                "This network was trained on drawings of a class. It has seen some of these before, so it looks better "
                "here than it is."
            )
        )
    left, right = st.columns([1, 1], gap="large")
    with left:
        live_chart(
            figures.confusion_map(reading.counts, DIGIT_NAMES),
            key="class-confusion",
            label=tr(
                "Confusion matrix of the class's drawings, {right} of {count} right",
                right=reading.right,
                count=reading.count,
            ),
        )
        st.caption(tr("A row per digit that was asked for, a column per answer."))
    with right:
        st.markdown(tr("**Whose digits are hardest?**"))
        table = pd.DataFrame(
            {
                "writer": [tr("Writer {number}", number=one.number) for one in reading.writers],
                "read correctly": [100 * one.share for one in reading.writers],
                "drawings": [one.count for one in reading.writers],
            }
        )
        st.dataframe(
            table,
            hide_index=True,
            height=table_height(len(table), SEEN),
            column_config={"writer": tr("writer"), **_shares()},
            alt=tr("How many drawings of each writer are read correctly, hardest first"),
        )
        st.caption(tr("Numbers stand for writers in the order in which they first drew. There are no names with them."))
    if reading.wrong:
        st.markdown(tr("**Misread drawings**"))
        tiles(drawings, np.array(reading.wrong[-SHOWN:]), y_pred, "class-misread")


def _use(session: Session, drawings: PooledDrawings, network: DigitReader) -> None:
    """The way to the playground with the drawings as the data."""
    missing = MIN_DRAWINGS - len(drawings)
    if st.button(
        tr("Train on them in the playground")
        if missing < 1
        else tr("{missing} more to train on them", missing=missing),
        icon=":material/hub:",
        key="take-class-drawings",
        **(
            {"disabled": missing > 0}
            | held.fixed(
                session,
                "dataset",
                tr(
                    "Makes these drawings the dataset of your experiment. Drawings that come or go later are not in "
                    "it: take them again."
                ),
            )
        ),
    ):
        with show_errors():
            side = network.input_shape[0] if len(network.input_shape) > 1 else 28
            dataset = dataset_of(drawings, side, session.owner)
            spec = session.spec.with_dataset(dataset)
            fits = session.spec.dataset.kind.family == "image"
            session.replace_spec(spec if fits else suggested_experiment(dataset, spec.seed))
            st.switch_page("pages/playground.py")


def choose_file(session: Session, options: dict[str, object]) -> dict[str, object]:
    """Draws which drawings the dataset takes, where its options are edited; the new options."""
    code, key = class_at_hand(session).reader
    if not options["file"]:
        st.caption(tr("Computer-made drawings; no person wrote them. Those of your class are on the page My class."))
    if not code:
        return options
    with show_errors():
        every = classes().drawings(code, key)
        if len(every) < MIN_DRAWINGS:
            return options
        state, ids = session.part(ClassJudgeState), tuple(one.id for one in every)
        if state.newest[0] != ids:  # a drawing never changes, so packing them once tells their file
            state.newest = ids, digest_of(pool(every))
        if state.newest[1] == options["file"]:
            st.caption(tr("The {every} of your class.", every=count_words(len(every))))
        elif st.button(
            tr("Use the {every} of your class", every=count_words(len(every))),
            icon=":material/group:",
            key="class-drawings-file",
        ):
            taken = dataset_of(pool(every), owner=session.owner)
            wanted = {**options, "file": taken["file"], "stratify": taken["stratify"]}
            # The widgets of the options shall show it too: few drawings are split otherwise.
            session.replace_spec(session.spec.with_dataset(DatasetSpec(DATASET, wanted)))
            st.rerun()
    return options
