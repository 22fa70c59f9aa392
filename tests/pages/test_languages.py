"""Pages in another language: what is chosen is known by its English name, whatever the page calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from nnplay import i18n
from nnplay.registry import ACTIVATIONS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS
from nnplay.ui.common.kept_runs import store_of
from nnplay.ui.common.language import SessionLanguage
from tests.pages.factories import give_trained, healthy, new_tab, session_of, unfold
from tests.shouting import Shouting, shown, small_words


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The playground in a language that shouts, with a trained run."""
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    page = new_tab("wine")
    session_of(page).part(SessionLanguage).code = "de"
    with i18n.using("de"):  # the values of widgets are written in the test's thread
        give_trained(page.run(), "wine")
        yield page


def test_choices_act_whatever_they_are_called(at: AppTest) -> None:
    run = session_of(at).runs[-1]
    view = at.segmented_control(key=f"data-view-{run.number}")
    assert list(view.options) == ["EXAMPLES", "PREDICTIONS"]
    tables = [list(one.value.columns) for one in at.dataframe]
    assert ["", "predicted", "probability", "true"] in tables
    healthy(view.set_value("Examples").run())
    assert ["", "predicted", "probability", "true"] not in [list(one.value.columns) for one in at.dataframe]

    at.session_state["network-code"] = True
    healthy(at.run())
    healthy(at.segmented_control(key="network-code-part").set_value("Whole program").run())
    assert "model.fit" in at.code[0].value

    unfold(at, "More options")
    chosen = at.selectbox(key=f"{session_of(at).key('training')}-class-weight")
    assert chosen.options == ["NONE", "BALANCED"]
    healthy(chosen.set_value("balanced").run())
    assert session_of(at).spec.training.class_weight == "balanced"


def test_the_ending_of_a_run_is_told(at: AppTest) -> None:
    assert "ALL EPOCHS ARE DONE." in "\n".join(one.value for one in at.caption)


PAGES = ("", "data", "runs", "look_inside", "evaluate", "predict", "draw", "learn", "teach", "classroom", "wall")

KERAS = {
    word.lower()
    for registry in (LAYERS, ACTIVATIONS, OPTIMIZERS, LOSSES, INITIALIZERS)
    for name in registry
    for word in re.findall(r"[A-Za-z]+", name.replace("_", " "))
}

LEFT = KERAS | {
    *("green", "purple"),  # names of colors
    *("nnplay", "python", "keras", "tensorflow", "numpy", "spiral", "result", "freedraw", "stretch", "conv", "same"),
    "digits",
}
"""Words in small letters that are names, or no words for people."""

NO_TEXT = re.compile(r"^([0-9a-f]{8}){1,4}$|^[{<#]|^component/|-badge\[")


@pytest.mark.sweep
@pytest.mark.parametrize("experiment", ["spiral", "digits-cnn"])
def test_every_page_speaks_the_language(experiment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    first = new_tab(experiment)
    session_of(first).part(SessionLanguage).code = "de"
    lost = []
    with i18n.using("de"):
        give_trained(first.run(), experiment)
        for page in PAGES:
            at = new_tab(experiment)
            at.session_state["nnplay"] = session_of(first)
            if page:
                at.switch_page(f"pages/{page}.py")
            said = set(shown(healthy(at.run())))
            # Also by other tests, whose sweeps may keep another one while the page is drawn.
            named = {run.name for run in store_of(session_of(first)).list()}
            for text in said - named:
                words = [word.lower() for word in small_words(text) if not NO_TEXT.search(text)]
                lost += [f"{page}: {text[:200]}"] if set(words) - LEFT else []
    assert lost == []
