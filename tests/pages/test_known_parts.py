"""What a browser has of a figure or a network already is only named: it sees the same as if all had been sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nnplay import figures
from nnplay.figures.lazy import texts
from nnplay.ui.common import known_parts
from nnplay.ui.common.known_parts import KnownParts, Parts
from tests.pages.factories import filled


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> KnownParts:
    """One browser tab, which keeps what it is sent."""
    known = KnownParts()
    monkeypatch.setattr(known_parts, "of_tab", lambda kind: known)
    monkeypatch.setattr(known_parts, "AGAIN_SECONDS", 0.0)
    return known


class Browser:
    """Keeps the parts of the last message of each component, as `parts.js` does."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}
        self.took = 0

    def take(self, sent: bytes) -> Any:
        """What it is told; `KeyError` where it lacks a part."""
        message = json.loads(sent)
        self.took, key = len(message["parts"]), message["key"]
        had = {**self.kept.get(key, {}), **message.pop("parts")}
        told, used = filled(message, had)
        self.kept[key] = {name: had[name] for name in used}
        return told


def curve(epochs: int) -> Any:
    """Curves of some epochs, whose axes stay as they are."""
    columns: dict[str, list[float | None]] = {
        "epoch": list(range(1, epochs + 1)),
        "loss": [0.8 / (1 + epoch) for epoch in range(epochs)],
    }
    return figures.loss_curve(columns, epochs=3000)


def sent(figure: Any, key: str = "curve") -> tuple[bytes, Parts]:
    parts = Parts(key)
    traces, layout = texts(figure)
    told = {"data": [parts.put_text(trace) for trace in traces], "layout": parts.put_text(layout)}
    return parts.message({"figure": told}), parts


def test_what_stays_the_same_is_sent_once_and_all_is_seen_as_it_is(tab: KnownParts) -> None:
    browser = Browser()
    took = []
    for epochs in (2, 2, 700, 2500, 2500):
        figure = curve(epochs)
        assert browser.take(sent(figure)[0])["figure"] == json.loads(figure.to_json())
        took.append(browser.took)
    # The training curve alone changes, not the empty traces and the layout.
    assert took == [len(texts(curve(2))[0]) + 1, 0, 1, 1, 0]


def test_another_component_and_a_browser_that_lacks_something_get_all(tab: KnownParts) -> None:
    browser = Browser()
    browser.take(sent(curve(2))[0])
    everything = browser.took
    browser.take(sent(curve(2), "another")[0])
    assert browser.took == everything
    # A message that it never saw, because a newer one overtook it: the change in it is lacking.
    sent(curve(5))
    newest, parts = sent(curve(5))
    with pytest.raises(KeyError):
        browser.take(newest)
    parts.forget()
    assert browser.take(sent(curve(5))[0])["figure"] == json.loads(curve(5).to_json())
    assert browser.took == everything


def test_a_part_is_sent_for_a_while_unless_it_is_wanted_once(tab: KnownParts, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [5.0]
    monkeypatch.setattr(known_parts, "AGAIN_SECONDS", 1.0)
    monkeypatch.setattr(known_parts.time, "monotonic", lambda: clock[0])
    browser, sizes = Browser(), []
    for seconds in (0.0, 0.5, 0.6):
        clock[0] += seconds
        parts = Parts("network")
        told = {"network": parts.put({"layers": 3}), "frames": [parts.put([clock[0] // 1], once=True)]}
        seen = browser.take(parts.message(told))
        assert (seen["network"], seen["frames"]) == ({"layers": 3}, [[clock[0] // 1]])
        sizes.append(browser.took)
    assert sizes == [2, 1, 1], "the network twice, each of two frames once"
