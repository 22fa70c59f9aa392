"""A run as one HTML page that needs nothing else, made to be read, handed in and printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.errors import LinkError
from nnplay.export import report_examples, report_pictures
from nnplay.export.export_format import ExportFormat, TrainedRun
from nnplay.export.judged import judge
from nnplay.export.report_html import STYLE, safe, table_of
from nnplay.inspection.evaluation import class_report, confusion, regression_report
from nnplay.link import PARAMETER, to_link
from nnplay.models.connectivity import Values
from nnplay.models.layers import show_shape
from nnplay.models.losses import resolve_loss
from nnplay.models.shapes import trace
from nnplay.palette import LIGHT, mixed
from nnplay.registry import EXPORTS, Param
from nnplay.runs.answers import AnswersOnTest
from nnplay.runs.significance import accuracy_interval
from nnplay.spec import TRAINING_PARAMS, ExperimentSpec
from nnplay.training.by_hand import hand_changes
from nnplay.training.words import show_duration

CONFUSION_CLASSES = 20
"""Classes up to which all confusions fit on the page."""

TITLE = Param("title", "text", "", "The title of the report. Left empty, it is the dataset's name.", maximum=120)
AUTHOR = Param("author", "text", "", "Your name, if you want it in the report.", label="Name", maximum=120)
WORDS = Param(
    "words",
    "text",
    "",
    "What you wanted to find out, what you saw, and what you make of it.",
    label="In your own words",
    maximum=4000,
)
CODE = Param(
    "code",
    "text",
    "",
    "The code of the result, as handing in on the page My class gives it.",
    label="Result code",
    maximum=20_000,
    advanced=True,
)
ADDRESS = Param(
    "address",
    "text",
    "http://localhost:8501",
    "The address of the playground that the link in the report opens.",
    label="Address of the playground",
    maximum=300,
    advanced=True,
)


def report(
    run: TrainedRun, title: str = "", author: str = "", words: str = "", address: str = "", code: str = ""
) -> str:
    """The page as HTML text.

    Args:
        run: With a trained model.
        title, author, words, address, code: As the format's options of these names.
    """
    answers, spec = judge(run), run.spec
    heading = title or f"{spec.dataset.kind.title}: a neural network learns"
    sections = [
        f"<h1>{safe(heading)}</h1>",
        f'<p class="muted">{safe(" · ".join(part for part in (author, "Made with nnplay") if part))}</p>',
        f'<h2>In my own words</h2><p class="words">{safe(words)}</p>' if words else "",
        "<h2>The result</h2>" + _result(run, answers) + _code(code),
        "<h2>The experiment</h2>" + _experiment(spec),
        "<h2>The network</h2>" + _network(spec),
        "<h2>The training</h2>" + _training(run),
        f'<section class="whole"><h2>The evaluation</h2>{_evaluation(answers)}</section>',
        "<h2>Examples from the test data</h2>" + report_examples.examples(answers),
        "<h2>Try it yourself</h2>" + _link(spec, address),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{safe(heading)}</title><style>:root {{ {LIGHT.css} }} {STYLE}</style></head>\n"
        f"<body>\n{chr(10).join(sections)}\n</body></html>\n"
    )


def _result(run: TrainedRun, answers: AnswersOnTest) -> str:
    data, history = answers.data, run.history
    examples = f"{len(data.y_test):,} examples that played no part in the training"
    if data.task == "regression":
        text = f"On {examples}, the network's prediction is off by {answers.shown_score} on average."
    else:
        right = answers.y_pred == data.y_test
        interval = accuracy_interval(right)
        text = (
            f"The network answers {int(right.sum()):,} of {examples} right: {interval.value:.1%}. Other examples would "
            f"give a slightly different number; the 95% interval goes from {interval.low:.1%} to {interval.high:.1%}."
        )
    return (
        f"<p>{text} {safe(history.baseline_note)}</p><p>{safe(history.message)} {len(history.epochs)} epochs took "
        f"{show_duration(history.total_seconds)}.</p>"
    )


def _code(code: str) -> str:
    return f'<p>Handed in with this result code:</p><p class="link">{safe(code)}</p>' if code else ""


def _experiment(spec: ExperimentSpec) -> str:
    kind = spec.dataset.kind
    training, optimizer = spec.training, spec.training.optimizer
    values: list[tuple[object, object]] = [("Data", kind.title)]
    values += [
        (param.title, _shown(spec.dataset[param.name]))
        for param in kind.params
        # What was left to be found out says nothing.
        if param.name != "file" and spec.dataset[param.name] not in ("auto", "", ())
    ]
    loss = resolve_loss(training.loss, kind.signature(spec.dataset.options).task).title.replace("_", " ")
    choices: list[tuple[object, object]] = [("Optimizer", optimizer.kind.title)]
    choices += [(param.title, _shown(optimizer[param.name])) for param in optimizer.kind.params]
    choices += [("Loss", loss)]
    choices += [
        (param.title, _shown(getattr(training, name))) for name, param in TRAINING_PARAMS.items() if name != "loss"
    ]
    choices += [("Random seed", spec.seed)]
    return f'<p>{safe(kind.help)}</p><div class="row">{table_of(values)}{table_of(choices)}</div>'


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    return (f"{value:g}" if isinstance(value, float) else str(value)) or "–"


def _network(spec: ExperimentSpec) -> str:
    shapes = trace(spec).checked()
    rows = [(row.label, show_shape(row.output_shape), f"{row.parameters:,}") for row in shapes.rows]
    rows.append(("All layers", "", f"{shapes.parameters:,}"))
    picture = report_pictures.network(shapes.input_shape, shapes.rows)
    return picture + table_of(rows, ("Layer", "Output shape", "Parameters"))


def _training(run: TrainedRun) -> str:
    columns = run.history.columns
    if not run.history.epochs:
        return "<p>No epoch was finished.</p>"
    figures = []
    for name in [name for name in columns if not name.startswith("val_")]:
        lines = {"training": columns[name], "validation": columns.get(f"val_{name}", [])}
        lines = {part: line for part, line in lines.items() if line}
        title = name.replace("_", " ").capitalize()
        figures.append(report_pictures.curves(f"{title} after each epoch", lines, percent=name == "accuracy"))
    moved = hand_changes(run.history)
    note = f"<p>Changed by hand while it trained: {'; '.join(moved)}.</p>" if moved else ""
    return f'<div class="row">{"".join(figures)}</div>{note}'


def _evaluation(answers: AnswersOnTest) -> str:
    data = answers.data
    if data.task == "regression":
        values = regression_report(data.y_test, answers.y_pred)
        table = table_of((name.capitalize(), f"{value:.4g}") for name, value in values.items())
        return f'<div class="row">{report_pictures.scatter(data.y_test, answers.y_pred)}{table}</div>'
    scores = class_report(data.y_test, answers.y_pred, data.class_names)
    rows = [
        (str(name), *(f"{row[score]:.1%}" for score in ("precision", "recall", "F1")), f"{int(row['examples']):,}")
        for name, row in scores.iterrows()
    ]
    table = table_of(rows, (data.signature.target_name, "precision", "recall", "F1", "examples"))
    if len(data.class_names) > CONFUSION_CLASSES:
        return table
    counts = confusion(data.y_test, answers.y_pred, len(data.class_names))
    intro = '<p class="muted">Rows are true classes, columns the network\'s answers.</p>'
    return f'{intro}<div class="row">{_confusion(counts, data.class_names)}{table}</div>'


def _confusion(counts: np.ndarray, names: Sequence[str]) -> str:
    """The table of true classes (rows) and answers (columns); right ones gray, mistakes red."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    head = "".join(f"<th>{safe(name)}</th>" for name in names)
    rows = []
    for true, name in enumerate(names):
        cells = []
        for said, count in enumerate(counts[true]):
            color = mixed(LIGHT.paper, LIGHT.right if true == said else LIGHT.wrong, float(shares[true, said]) * 0.75)
            cells.append(f'<td style="background: {color}">{count or ""}</td>')
        rows.append(f"<tr><th>{safe(name)}</th>{''.join(cells)}</tr>")
    return f'<table class="confusion"><tr><th></th>{head}</tr>{"".join(rows)}</table>'


def _link(spec: ExperimentSpec, address: str) -> str:
    try:
        text = to_link(spec)
    except LinkError as error:
        return f"<p>{safe(error.message)}</p>"
    link = f"{(address or ADDRESS.default).rstrip('/')}/?{PARAMETER}={text}"
    shown = safe(link)
    href = f' href="{shown}"' if link.startswith(("http://", "https://")) else ""
    return f'<p>This link opens the same experiment in the playground:</p><p class="link"><a{href}>{shown}</a></p>'


def _write(run: TrainedRun, path: Path, options: Values) -> str:
    path.write_text(report(run, **options), encoding="utf-8")
    return "Open it in a browser; print it there, also into a PDF."


EXPORTS.register(
    ExportFormat(
        "report",
        "One page with the experiment, its curves, the evaluation, examples and your own words, to hand in or print.",
        label="Report (.html)",
        params=(TITLE, AUTHOR, WORDS, ADDRESS, CODE),
        suffix=".html",
        mime="text/html",
        write=_write,
    )
)
