"""Test examples in a report: mistakes first, with the truth and what the network said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.export import report_pictures
from nnplay.export.report_html import safe
from nnplay.runs.answers import AnswersOnTest

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = 12
"""Test examples that are shown; half of them mistakes, where there are as many."""


def _chosen(answers: AnswersOnTest) -> np.ndarray:
    """Places of examples: mistakes or large errors for one half, the first ones for the other."""
    truth = answers.data.y_test
    off = np.abs(answers.y_pred - truth) if answers.data.task == "regression" else answers.y_pred != truth
    wrong = np.argsort(-off.astype(float), kind="stable")[: EXAMPLES // 2]
    wrong = wrong[off[wrong] > 0]
    others = np.setdiff1d(np.arange(len(truth)), wrong)[: EXAMPLES - len(wrong)]
    return np.concatenate([wrong, others])


def examples(answers: AnswersOnTest) -> str:
    """The section of a report, as HTML."""
    data, places = answers.data, _chosen(answers)
    target = data.signature.target_name
    found = data.preprocess.answers(answers.outputs[places]).iloc[:, 0].tolist()
    if data.class_names:
        truth: list[object] = [data.class_names[int(label)] for label in data.y_test[places]]
        wrong = [said != true for said, true in zip(found, truth, strict=True)]
    else:
        truth, found = [f"{value:.4g}" for value in data.y_test[places]], [f"{value:.4g}" for value in found]
        wrong = [False] * len(found)
    what = "mistakes, where there are any" if data.class_names else "the largest errors"
    intro = f'<p class="muted">The first ones are {what}.</p>'
    if data.family != "image":
        table = data.preprocess.table(data.source["test"][places]).reset_index(drop=True)
        table[f"true {target}"], table[f"predicted {target}"] = truth, found
        return intro + _rows(table, wrong)
    shown = []
    for place, true, said, is_wrong in zip(places, truth, found, wrong, strict=True):
        mark = ' class="wrong"' if is_wrong else ""
        image = report_pictures.picture(data.x_test[place], f"Example {place}: {true}")
        shown.append(
            f"<figure>{image}<figcaption>{safe(true)}, said: <span{mark}>{safe(said)}</span></figcaption></figure>"
        )
    return f'{intro}<div class="examples">{"".join(shown)}</div>'


def _rows(table: pd.DataFrame, wrong: Sequence[bool]) -> str:
    """Examples as a table: of many columns the first ones and the last two."""
    import pandas as pd

    if table.shape[1] > 9:
        table = table.iloc[:, [*range(7), -2, -1]]
    head = "".join(f"<th>{safe(name)}</th>" for name in table)
    rows = []
    for is_wrong, values in zip(wrong, table.itertuples(index=False), strict=True):
        cells = ["–" if pd.isna(value) else _number(value) for value in values]
        mark = ' class="wrong"' if is_wrong else ""
        rows.append(
            f"<tr>{''.join(f'<td>{safe(one)}</td>' for one in cells[:-1])}<td{mark}>{safe(cells[-1])}</td></tr>"
        )
    return f'<div class="wide"><table><tr>{head}</tr>{"".join(rows)}</table></div>'


def _number(value: Any) -> str:
    import pandas as pd

    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
