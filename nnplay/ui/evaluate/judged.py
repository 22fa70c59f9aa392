"""What is judged: a run, its test part and its answers; and the way from an example to the other pages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, tr
from nnplay.runs.answers import AnswersOnTest
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.table_heads import said
from nnplay.ui.common.table_height import table_height
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.inside.common import tiles
from nnplay.ui.inside.state import InsideState

MOST_SHOWN = 60
"""Examples in one gallery or table."""

MOST_ROWS = 11
"""Of a table that are in sight at once."""

COLUMNS = (
    *(N_("test example"), N_("true"), N_("predicted"), N_("predicted − true")),
    *(N_("network"), N_("probability")),
)
"""Of `example_rows`, beside the inputs."""

INSIDE = "pages/look_inside.py"


@dataclass(frozen=True, eq=False)
class Judged(AnswersOnTest):
    """A run with its answers to the test part.

    Args:
        data, outputs: As in `AnswersOnTest`.
        session, run: Whose and which.
    """

    session: Session
    run: SessionRun

    def key(self, name: str) -> str:
        """A widget key of this run alone."""
        return f"evaluate-{name}-{self.run.number}"


def examples(judged: Judged, places: np.ndarray, name: str) -> None:
    """Draws some test examples with answers and truth; one that is clicked or chosen can be opened.

    Args:
        judged: Whose answers.
        places: Their places in the test part; the first `MOST_SHOWN` are drawn.
        name: Of this gallery, for keys.
    """
    shown = places[:MOST_SHOWN]
    if len(shown) < len(places):
        st.caption(tr("The first {shown} of {places:,}.", shown=len(shown), places=len(places)))
    if judged.data.family == "image":
        labels, colors = figures.verdicts(judged.data.shown.class_names, judged.y_pred[shown], judged.y_true[shown])
        clicked = live_chart(
            tiles(
                judged.data.x_test[shown],
                labels,
                label_colors=colors,
                item_name="picture",
                tile=76,
                light=judged.data.signature.light,
            ),
            key=f"evaluate-{name}",
            label=tr("{shown} test images: ", shown=len(shown)) + ", ".join(labels),
            clicks=True,
        )
        if clicked and clicked.get("customdata"):
            # Behind the last picture of a row lies nothing.
            judged.session.part(InsideState).example = int(shown[min(int(clicked["customdata"][0]), len(shown) - 1)])
    else:
        rows = example_rows(judged, shown)
        st.dataframe(rows, hide_index=True, height=table_height(len(rows), MOST_ROWS), column_config=row_titles(rows))
    _choose(judged, shown, name)


def example_rows(judged: AnswersOnTest, places: np.ndarray) -> pd.DataFrame:
    """Test examples as a table: place, truth, answer, how sure, and the inputs in the units of their source."""
    data = judged.data
    y_true, y_pred = judged.y_true[places], judged.y_pred[places]
    columns: dict[str, object] = {"test example": places}
    if data.task == "regression":
        columns |= {"true": y_true, "predicted": y_pred}
        columns["predicted − true"] = y_pred - y_true
    else:
        names = np.asarray(data.shown.class_names, object)
        columns |= {"true": names[y_true], "network": names[y_pred]}
        columns["probability"] = judged.probabilities[places, y_pred]
    for name, values in said(data.preprocess.table(data.source["test"][places]), data.signature).items():
        columns[str(name) if name not in columns else f"{name} (input)"] = values
    return pd.DataFrame(columns)


def row_titles(rows: pd.DataFrame) -> dict[str, str]:
    """What the columns of `example_rows` are called on a page."""
    return {name: tr(name) for name in COLUMNS if name in rows}


def _choose(judged: Judged, places: np.ndarray, name: str) -> None:
    """Which of the examples is opened, and where."""
    inside = judged.session.part(InsideState)
    choices = places.tolist()
    key = f"{judged.key(name)}-{hash(tuple(choices))}"
    chosen = WidgetValue(key, inside.example)
    if inside.example in choices:
        chosen.set(inside.example)

    def take() -> None:
        inside.example = int(chosen.get())

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        place = st.selectbox(
            tr("Open test example"),
            choices,
            key=key,
            on_change=take,
            help=tr("You can also click a picture.")
            if judged.data.family == "image"
            else tr("Its number in the test data, as in the table."),
            width=170,
        )
        open_buttons(judged, int(place), key)


def open_buttons(judged: Judged, place: int, key: str) -> None:
    """Draws the ways from a test example to Look inside."""
    ways: tuple[tuple[str, str, str], ...] = (
        (N_("Its maps"), "visibility", "Feature maps"),
        (N_("Why"), "psychology_alt", "Why"),
    )
    if judged.data.family == "text":
        ways = ((N_("How it reads"), "visibility", "Reading"),)
    for title, icon, part in ways:
        if st.button(tr(title), icon=f":material/{icon}:", key=f"{key}-{title}", help=tr("Opens it on Look inside.")):
            open_inside(judged, place, part)


def open_inside(judged: Judged, place: int, part: str) -> None:
    """Goes to Look inside with a test example."""
    judged.session.part(InsideState).look_at(place, part)
    judged.session.choose_run(judged.run)
    st.switch_page(INSIDE)
