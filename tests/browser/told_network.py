"""A page that shows the living network which it is told, for the tests of its picture."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.figures.living_network import describe
from nnplay.spec import DatasetSpec, LayerSpec
from tests.browser.conftest import Tabs
from tests.browser.factories import ALONE, Server, served

APP = """
import json
import numpy as np
import streamlit as st
from nnplay.ui.common.living_network import living_network

@st.fragment(run_every=0.3)
def draw():
    with open("told.json", encoding="utf-8") as file:
        told = json.load(file)
    film = {int(epoch): np.array(weights, told["dtype"]) for epoch, weights in told["film"].items()}
    newest = max(film)
    now = told["now"] or newest
    sent = {epoch: weights for epoch, weights in film.items() if epoch >= told["since"]}
    living_network(
        told["network"], "net", label="A network", run=told["run"], planned=told["planned"], film=sent,
        now=(now, film[newest]), on_example=lambda place: None, **told["state"],
    )

draw()

# As on the playground, of a run that is over.
def count():
    st.session_state.trained = st.session_state.get("trained", 0) + 1

with st.container(horizontal=True):
    with st.container(key="first-command", width=120):
        st.button("Train", icon=":material/play_arrow:", key="train", on_click=count, width="stretch")
    st.button("Stop", key="command-stop", disabled=True)
    st.button("One epoch", key="command-epoch", disabled=True)
    st.text("Trained " + str(st.session_state.get("trained", 0)) + " times")
"""

NET = "document.querySelector('.nnplay-network')?.network"
DRAWS = "Number(document.querySelector('.nnplay-network')?.dataset.draws || 0)"
EPOCH = ".nn-epoch"


class Told:
    """What the app of these tests tells the browser."""

    def __init__(self, path: Any) -> None:
        self.path = path
        self.run = 0

    def tell(
        self,
        network: dict[str, Any],
        film: dict[int, np.ndarray],
        planned: int = 100,
        *,
        now: int = 0,
        since: int = 0,
        goes_on: bool = False,
        **state: Any,
    ) -> None:
        """Tells of a new run, or goes on with it; the newest network is of the epoch `now`, else of the last frame.

        Frames are sent from the epoch `since` on.
        """
        self.run += not goes_on
        weights = {epoch: each.tolist() for epoch, each in film.items()}
        dtype = str(next(iter(film.values())).dtype)
        told = {
            "network": network,
            "film": weights,
            "dtype": dtype,
            "run": self.run,
            "planned": planned,
            "now": now,
            "since": since,
            "state": state,
        }
        text = json.dumps(told)
        unfinished = self.path.with_suffix(".new")
        unfinished.write_text(text, encoding="utf-8")
        os.replace(unfinished, self.path)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return Told(tmp_path_factory.mktemp("living") / "told.json")


@pytest.fixture(scope="module")
def server(told: Told, kept_tabs: Tabs) -> Iterator[Server]:
    told.tell(*hand_made())
    script = told.path.with_name("living_app.py")
    script.write_text(APP, encoding="utf-8")
    with served(script, told.path.parent, ALONE) as running:
        yield running
        kept_tabs.close()  # before their server goes


def hand_made() -> tuple[dict[str, Any], dict[int, np.ndarray]]:
    """x and y, two ReLU units, one output; and a film of 100 epochs in which the first weight grows from 0 to 1."""
    spec = SPECS["spiral"].with_dataset(DatasetSpec("points")).with_layers((LayerSpec("Dense", units=2),))
    weights = np.array([0, -1, 2, 0, 0.5, 1, 1, 1, -4], np.float32)
    film = {}
    for epoch in range(101):
        film[epoch] = weights.copy()
        film[epoch][0] = epoch / 100
    return describe(spec, load_dataset(spec.dataset)), film


@pytest.fixture
def page(server: Server, told: Told, open_kept_tab: Callable[..., Any]) -> Any:
    """The network of `hand_made` as it ended, with nothing chosen; without motion."""
    opened = open_kept_tab(server.address, 760, 1000)
    opened.emulate_media(reduced_motion="reduce")
    opened.evaluate("window.over = true")
    opened.set_viewport_size({"width": 760, "height": 1000})
    if opened.locator(".nn-panel").is_visible():
        opened.get_by_role("combobox", name="The number to change").press("Escape")
    told.tell(*hand_made())
    wait_for_run(opened, told)
    return opened


def wait_for_run(page: Any, told: Told) -> None:
    page.wait_for_function(f"{NET}?.player.run === {told.run}")


def epoch(page: Any) -> int:
    return int(page.locator(EPOCH).inner_text().removeprefix("Epoch "))


def unit(page: Any, column: int, number: int) -> Any:
    """A unit of the picture that is drawn."""
    return page.locator(f'.nn-unit[data-column="{column}"][data-unit="{number}"]')
