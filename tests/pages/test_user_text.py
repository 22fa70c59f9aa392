"""Names that a user wrote look as they were written, on every page: neither as Markdown nor as HTML in a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets.store import uploads
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.ui.common.plain_text import plain
from tests.pages.factories import (
    DATA,
    EVALUATE,
    INSIDE,
    PLAYGROUND,
    PREDICT,
    ROOT,
    healthy,
    message_of,
    session_of,
    show,
    train,
    turn_to,
)

COLUMNS = ("<b>c0</b> $x", "<b>c1</b>$ %{x}", "<b>c2</b> *q*")
WORDS = ("<b>w0</b>", "<b>w1</b>")
TARGET = "<b>t</b> :red[a]"
CLASSES = ("<b>k0</b> _z_", "<b>k1</b> [l](http://127.0.0.1:9)", "<b>k2</b> ![i](http://127.0.0.1:9/i.png)")

SHOWN_AS_MARKDOWN = {"body", "label", "help", "text", "caption", "content", "placeholder"}
"""Fields of Streamlit's messages that a browser may draw as Markdown."""

NOT_MARKDOWN = ("arrow_data_frame", "code", "bidi_component")

RAW = re.compile(r"(?<!\\)<b>[cwtk]")


def table(classes: int) -> bytes:
    """Rows whose names try to be more than text; a target with so many classes, or a number."""
    lines = ["\t".join((*COLUMNS, "<b>w</b>", TARGET))]
    for row in range(90):
        target = CLASSES[row % classes] if classes else str(row % 7 + 0.25)
        lines.append("\t".join((*(str(row * 7 % 11 + place / 4) for place in range(3)), WORDS[row % 2], target)))
    return "\n".join(lines).encode()


def nodes(block: Any) -> Iterator[Any]:
    """Everything on a page."""
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from nodes(child)


def markdown(message: Any) -> Iterator[str]:
    """The texts of a Protobuf message that a browser may draw as Markdown."""
    for field, value in message.ListFields():
        several = list(value) if field.is_repeated else [value]
        for one in several:
            if hasattr(one, "ListFields"):
                if "MapEntry" not in type(one).__name__:
                    yield from markdown(one)
            elif isinstance(one, str) and field.name in SHOWN_AS_MARKDOWN:
                yield one


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)


def check(at: AppTest) -> int:
    """Fails where a name of the table is drawn as more than text; how many names were seen."""
    seen = 0
    for node in nodes(at._tree):
        if node.type == "bidi_component" and node.proto.component_name == "nnplay_live_chart":
            for text in texts_in(message_of(node.proto.bytes)["figures"]):
                assert not RAW.search(text), text
                seen += "&lt;b&gt;" in text
        elif node.type not in NOT_MARKDOWN and hasattr(getattr(node, "proto", None), "ListFields"):
            for text in markdown(node.proto):
                hidden = getattr(getattr(node.proto, "label_visibility", None), "value", 0)
                assert hidden or not RAW.search(text), (node.type, text)
                seen += "\\<b>" in text
    return seen


def every_part(at: AppTest) -> int:
    """Chooses each part of a page in turn; how many names were seen."""

    def parts() -> Any:
        return next(one for one in at.segmented_control if one.label == "What to look at")

    seen = check(at)
    for option in parts().options[1:]:
        healthy(parts().set_value(option).run())
        seen += check(at)
    return seen


@pytest.mark.sweep
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_no_name_of_a_table_is_taken_for_more_than_text(at: AppTest, classes: int) -> None:
    dataset = DatasetSpec("table", file=uploads.keep(table(classes)))
    training = TrainingSpec(OptimizerSpec("Adam", learning_rate=0.05), epochs=1)
    spec = ExperimentSpec(dataset, (LayerSpec("Dense", units=3),), training)
    signature = dataset.kind.signature(dataset.options)
    assert (signature.target_name, len(signature.class_names)) == (TARGET, classes)
    show(at, spec)
    assert check(at)
    train(at)
    assert check(at)
    turn_to(at, DATA)
    assert every_part(at)
    turn_to(at, EVALUATE)
    assert every_part(at)
    turn_to(at, INSIDE)
    assert every_part(at)
    turn_to(at, PREDICT)
    assert check(at) > 3
    assert session_of(at).runs
    turn_to(at, PLAYGROUND)


def test_a_refusal_shows_the_users_text_as_it_was_written(at: AppTest) -> None:
    show(at, SPECS["table-mlp"])
    broken = "<b>c0</b>\t<b>t</b>\n" + "1\t<b>k0</b> $x$\n" * 30
    show(at, session_of(at).spec.with_dataset(DatasetSpec("table", file=uploads.keep(broken.encode()))))
    assert at.error
    assert check(at)


def test_no_error_is_drawn_past_the_door() -> None:
    past = re.compile(r"st\.\w+\((?:(?!plain)[^()])*\b(?:error|history)\.message")
    sources = (ROOT / "nnplay" / "ui").rglob("*.py")
    assert [path.name for path in sources if past.search(path.read_text(encoding="utf-8"))] == []


def test_escaped_text_shows_all_of_its_signs() -> None:
    assert plain("price ($),cost ($)") == r"price (\$),cost (\$)"
    assert plain("![i](http://a/p.png)") == "!\\[i\\](http:\u2060//a/p.png)"
