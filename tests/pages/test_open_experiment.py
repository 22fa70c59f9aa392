"""Opening an experiment from JSON: good text is taken, bad text gets a sentence and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from tests.pages.factories import button, errors, press, session_of, unfold


def paste(at: AppTest, text: str) -> None:
    unfold(at, "Save or open")
    at.text_area(key=session_of(at).key("json")).set_value(text).run()
    press(at, "Open experiment")


def changed(**changes: Any) -> str:
    return json.dumps({**SPECS["spiral"].to_dict(), **changes})


def without(field: str) -> str:
    return json.dumps({name: value for name, value in SPECS["spiral"].to_dict().items() if name != field})


NO_UNITS = [{"name": "Dense", "options": {"units": 4}}, {"name": "Dense", "options": {"units": 0}}]


@pytest.mark.parametrize(
    ("text", "sentence", "place"),
    [
        ("not JSON at all", "This is not JSON", ""),
        ("[]", "must be an object with the fields", ""),
        (changed(laers=[]), "has an unknown field 'laers'. Did you mean 'layers'?", "At: laers"),
        (without("dataset"), "lacks the field 'dataset'", "At: dataset"),
        (changed(version=99), "has version 99; this nnplay reads version 1", "At: version"),
        (changed(layers=NO_UNITS), "Layer 2: Units must be between 1 and", "At: layers › 2 › units"),
        (changed(dataset={"name": "mnits"}), "Did you mean 'mnist'?", "At: dataset › name"),
        (changed(layers=[{"name": "Dense"}] * 51), "at most 50 layers", "At: layers"),
    ],
)
def test_bad_text_gets_a_sentence_with_its_place_and_changes_nothing(
    at: AppTest, text: str, sentence: str, place: str
) -> None:
    session = session_of(at)
    before, revision = session.spec, session.revision
    paste(at, text)
    assert sentence in errors(at)
    assert (f"\n\n{place}" in errors(at)) if place else "At:" not in errors(at)
    assert (session.spec, session.revision) == (before, revision)


def test_a_saved_experiment_is_taken_and_shown(at: AppTest) -> None:
    session = session_of(at)
    spec = SPECS["spiral"].with_training(epochs=3).with_seed(12)
    paste(at, spec.to_json(indent=1))
    at.run()
    assert session.spec == spec
    assert errors(at) == ""
    assert at.number_input(key=session.key("training") + "-epochs").value == 3
    assert unfold(at, "Save or open").text_area(key=session.key("json")).value == ""


def test_without_a_text_there_is_nothing_to_open(at: AppTest) -> None:
    assert button(unfold(at, "Save or open"), "Open experiment").disabled


def test_a_saved_file_is_taken(at: AppTest) -> None:
    session = session_of(at)
    spec = SPECS["line"].with_seed(5)
    unfold(at, "Save or open")
    at.file_uploader[0].set_value(("experiment.json", spec.to_json().encode(), "application/json")).run()
    press(at, "Open this file")
    assert session.spec == spec
