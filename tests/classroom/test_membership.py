"""What a session knows of its class, and what its browser keeps of that."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nnplay.ui.classroom.membership import ClassAtHand, class_at_hand
from nnplay.ui.common.session import Session


def test_a_browser_gives_the_class_back() -> None:
    session = Session()
    assert session.remembered() == {}
    at_hand = class_at_hand(session)
    assert session.remembered() == {}
    at_hand.code, at_hand.token, at_hand.name = "BCDFGH", "token", "Ada"
    kept = json.loads(json.dumps(session.remembered()))
    other = Session()
    other.recall(kept)
    assert class_at_hand(other) == ClassAtHand("BCDFGH", "token", "Ada")
    assert class_at_hand(other).reader == ("BCDFGH", "token")


@pytest.mark.parametrize(
    "kept", [None, {}, ["BCDFGH"], ["BCDFGH", "token", "Ada", "", 1], ["x" * 65, "", "", "", ""]], ids=range(5)
)
def test_what_a_browser_cannot_have_kept_is_left_out(kept: Any) -> None:
    session = Session()
    session.recall({"class": kept})
    assert class_at_hand(session) == ClassAtHand()
