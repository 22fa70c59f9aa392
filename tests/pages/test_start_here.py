"""What a first visitor sees: an experiment in the plane, and three ways to begin."""

from __future__ import annotations

from nnplay.catalogue import DEFAULT, SPECS
from tests.pages.factories import PLAYGROUND, button, healthy, labels, open_app, pick, press, session_of, turn_to

WAYS = {"Try it", "Draw a digit", "Begin the course"}


def test_a_new_tab_begins_with_data_in_the_plane_and_three_ways_that_go_once_one_is_taken() -> None:
    at = open_app("")
    session = session_of(at)
    assert session.spec == SPECS[DEFAULT]
    assert session.spec.dataset.kind.family == "plane"
    assert set(labels(at)) >= WAYS
    press(at, "Try it")
    assert session.runs[0].job.spec == SPECS[DEFAULT]
    assert not WAYS & set(labels(at))


def test_they_are_gone_for_one_who_has_begun_or_closes_them_and_lead_to_their_pages() -> None:
    at = open_app("")
    pick(at, "Dataset", "moons")
    assert not WAYS & set(labels(at))
    pick(at, "Experiment", DEFAULT)
    assert not WAYS & set(labels(at))

    for label, seen in ((":material/close:", "Train"), ("Draw a digit", "Train a small digit reader")):
        at = open_app("")
        healthy(button(at, label).click().run())
        assert seen in labels(at)
        turn_to(at, PLAYGROUND)
        assert not WAYS & set(labels(at))
