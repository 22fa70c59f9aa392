"""The page of the cluster: who may see it, and what it shows."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.engine.cluster.address import CLUSTER_VARIABLE
from nnplay.engine.cluster.overview import Overview
from nnplay.limits import HOSTED_VARIABLE
from nnplay.training.history import History
from nnplay.ui.cluster import access, tables, view
from nnplay.ui.common import progress_words
from nnplay.ui.common.server import engine
from nnplay.ui.playground.control_bar import state_badge
from tests.clusters import LAB_2, SEEN
from tests.pages.factories import healthy

PAGE = "pages/cluster.py"


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A server with a cluster, whose overview is made up."""
    engine()  # the one that trains here stays, whatever the environment says from now on
    fake = SimpleNamespace(seen=SEEN, state="ready", message="")
    fake.overview = lambda: fake.seen
    monkeypatch.setattr(view, "engine", lambda: fake)
    monkeypatch.setenv(CLUSTER_VARIABLE, SEEN.address)
    monkeypatch.setattr(access, "lock", access.Lock())
    monkeypatch.setattr(access, "visitor", lambda: (None, {}))
    return fake


def opened(at: AppTest) -> AppTest:
    return healthy(at.switch_page(PAGE).run())


def test_the_page_says_what_runs_where_and_what_waits(cluster: SimpleNamespace, tab: AppTest) -> None:
    at = opened(tab)
    figures = {metric.label: metric.value for metric in at.metric}
    assert figures["Computers"] == "1"
    assert figures["Training now"] == "2 of 5"
    assert figures["Waiting here"] == "1"
    assert figures["Free memory"] == "9.4 GB"
    said = "\n".join(each.value for each in at.warning)
    assert "lab-2 is not used: lab-2 has Keras 3.14.1, the server" in said.replace("\u2060", "").replace("\\", "")
    assert "25 s" in said
    computers, trainings = (each.value for each in at.dataframe)
    assert list(computers["computer"]) == ["lab-1", "lab-2"]
    assert list(computers["training"]) == ["2 of 5", "0 of 8"]
    assert list(computers["state"]) == ["ready", "other versions"]
    assert list(trainings["computer"]) == ["–", "lab-1"]
    assert list(trainings["done"]) == [0, 40]
    assert trainings["experiment"][0].startswith("Spiral")

    cluster.seen = replace(SEEN, hosts={"2": LAB_2}, trainings=())
    assert "No computer of the cluster can train now: lab-2 has Keras" in healthy(at.run()).error[0].value
    cluster.seen, cluster.message = Overview(), "The cluster at tls://lab-server:8786 does not answer."
    assert healthy(at.run()).warning[0].value == cluster.message


def test_without_a_cluster_there_is_no_page_of_it(
    cluster: SimpleNamespace, tab: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CLUSTER_VARIABLE)
    at = opened(tab)  # the first page stands in for it
    assert "digits" in "".join(each.value for each in at.caption).lower()
    assert not at.metric


def test_a_key_opens_the_page_and_a_wrong_one_does_not(
    cluster: SimpleNamespace, tab: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(access.KEY_VARIABLE, "correct horse")
    at = opened(tab)
    for given, sentence in (("battery", "not the key"), ("correct horse", "Wait a second")):
        at.text_input[0].set_value(given)
        healthy(at.button[0].click().run())
        assert sentence in at.error[0].value
        assert not at.metric
    access.lock._wrong -= access.WRONG_SECONDS
    at.text_input[0].set_value("correct horse")
    healthy(at.button[0].click().run())
    assert at.metric
    monkeypatch.setenv(access.KEY_VARIABLE, "another key")
    assert not opened(at).metric


def test_on_a_shared_server_the_page_opens_with_a_key_only(
    cluster: SimpleNamespace, tab: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, "1")
    at = opened(tab)
    assert not at.metric
    assert access.KEY_VARIABLE in at.info[0].value


@pytest.mark.parametrize(
    ("address", "headers", "here"),
    [
        ("::ffff:127.0.0.1", {"Host": "127.0.0.1:8501"}, True),
        ("::ffff:10.0.0.9", {"Host": "127.0.0.1:8501"}, False),
        (None, {"Host": "localhost:8501", "Origin": "http://localhost:8501"}, True),
        ("127.0.0.2", {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        (None, {}, True),
        ("10.0.0.7", {"Host": "localhost:8501"}, False),
        (None, {"Host": "localhost:8501", "X-Forwarded-For": "10.0.0.7"}, False),
        (None, {"Host": "127.0.0.1:8501", "Origin": "https://class.example.org"}, False),
        (None, {"Host": "class.example.org"}, False),
        ("no address", {}, False),
    ],
)
def test_only_a_browser_on_the_servers_machine_is_here(
    address: str | None, headers: dict[str, str], here: bool
) -> None:
    assert access.is_here(address, headers) is here


def test_no_key_is_never_the_right_one() -> None:
    assert not access.is_right("", "")
    assert access.is_right("Schlüssel", "Schlüssel")
    assert not access.is_right("Schlüssel ", "Schlüssel")


def test_the_badge_and_a_queued_training_say_how_the_cluster_is() -> None:
    assert "Engine ready:" not in state_badge("ready", 3, "")
    assert "Engine ready, 3 computers" in state_badge("ready", 3, "")
    assert "Engine ready, 1 computer]" in state_badge("ready", 1, "")
    assert "Engine ready]" in state_badge("ready", 0, "")
    assert "No computer can train" in state_badge("ready", 0, "No computer …")
    assert "restarting" in state_badge("restarting", 3, "")
    queued = History(status="queued", ahead=2)
    why = replace(SEEN, hosts={"2": LAB_2}).hindrance
    assert progress_words.doing(queued, "ready", 5, why) == why
    assert "2 before" in progress_words.doing(queued, "ready", 5)
    assert "2 before" in progress_words.doing(queued, "ready", 5, SEEN.hindrance)


def test_places_count_cores_and_gpus_of_usable_computers() -> None:
    assert tables.places(SEEN) == (2, 5)
