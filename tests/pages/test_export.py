"""What a student takes along: the code beside the network, and the files of a trained run."""

from __future__ import annotations

import ast

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.registry import EXPORTS
from nnplay.spec import LayerSpec
from nnplay.ui.common.session_run import SessionRun
from tests.pages.factories import button, errors, give_trained, healthy, labels, open_app, session_of, show, texts


@pytest.fixture(scope="module")
def line() -> tuple[AppTest, SessionRun]:
    at = open_app()
    run = give_trained(at, "line")
    at.session_state[f"export-{run.number}"] = True
    return healthy(at.run()), run


def test_there_is_nothing_to_export_before_a_training() -> None:
    at = open_app()
    at.session_state["export-1"] = True
    assert "Prepare file" not in labels(at.run())


def test_the_choice_has_every_format_with_its_help_and_its_options(line: tuple[AppTest, SessionRun]) -> None:
    at, run = line
    formats = at.selectbox(key=f"export-format-{run.number}")
    assert formats.options == [kind.title for kind in EXPORTS.values()]
    for name, kind in EXPORTS.items():
        at.selectbox(key=f"export-format-{run.number}").select(name).run()
        assert kind.help in texts(at)
        for param in kind.params:
            assert f"export-{run.number}-{name}-{param.name}" in at.session_state


def test_a_file_is_prepared_once_and_then_there_to_download(line: tuple[AppTest, SessionRun]) -> None:
    at, run = line
    at.selectbox(key=f"export-format-{run.number}").select("script").run()
    button(at, "Prepare file").click().run()
    assert errors(at) == ""
    (download,) = [one for one in at.get("download_button") if one.proto.label.startswith("Download (")]
    assert download.proto.label.endswith(")")
    assert "Prepare file" not in labels(at)
    at.selectbox(key=f"export-format-{run.number}").select("history").run()
    assert "Prepare file" in labels(at)


def test_the_code_beside_the_network_follows_its_editor() -> None:
    at = open_app()
    assert not at.code
    at.session_state["network-code"] = True
    session = show(at, session_of(at).spec.with_layers((LayerSpec("Flatten"), LayerSpec("Dense", units=23))))
    healthy(at.run())
    (code,) = at.code
    assert 'layers.Dense(23, activation="relu")' in code.value
    ast.parse(code.value)
    at.get("button_group")[0]
    session.replace_spec(session.spec.with_layers((LayerSpec("Dense", units=4),)))
    healthy(at.run())
    assert not at.code
    assert "The code appears once the network can be built." in texts(at)
