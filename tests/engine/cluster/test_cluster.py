"""What any engine promises, held to that of a cluster, and what only a cluster can do."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import nnplay
from nnplay.datasets.store import data_files, uploads
from nnplay.engine.client import Engine
from nnplay.engine.client.process import ROOT
from nnplay.engine.cluster.engine import ClusterEngine
from nnplay.engine.cluster.link import WITHOUT_NNPLAY
from nnplay.engine.cluster.messages import CHANGED_NOTE, LOST_NOTE
from nnplay.errors import EngineError
from nnplay.spec import DatasetSpec

# One contract for both engines: these tests run in test_engine.py with the local one.
from tests.engine.test_engine import (  # noqa: F401
    LINE,
    assert_same_weights,
    running,
    test_a_forgotten_training_ends_and_leaves_no_files,
    test_a_learning_rate_out_of_its_bounds_is_refused_at_once,
    test_a_run_ends_with_test_metrics_and_its_folder_can_be_loaded,
    test_a_training_can_be_stopped_before_its_first_batch,
    test_a_training_is_paused_stepped_changed_and_resumed_and_ends_like_an_undisturbed_one,
    test_a_training_killed_while_it_goes_on_is_as_it_was,
    test_a_training_starts_from_the_weights_of_another,
    test_a_training_that_waited_untrained_was_stepped_and_reset_ends_like_an_undisturbed_one,
    test_an_impossible_experiment_fails_with_its_sentence,
    test_an_unknown_function_is_told_with_those_that_there_are,
    test_stop_keeps_what_was_learned,
    test_the_film_is_shown_while_the_training_waits_and_afterwards,
    trained,
)
from tests.waiting import SECONDS, eventually

from .conftest import HOSTS, TestCluster

pytestmark = pytest.mark.thorough

LONG_LINE = LINE.with_training(epochs=3_000)
"""Trained for some seconds."""


def host_of(engine: ClusterEngine, job: object) -> str:
    overview = engine.overview()
    found = overview.hosts.get(overview.running.get(getattr(job, "id", ""), ""))
    return found.name if found else ""


def test_six_trainings_of_two_servers_spread_over_the_hosts_and_all_are_the_local_ones(
    engine: ClusterEngine, cluster: TestCluster
) -> None:
    other = ClusterEngine(cluster.address)
    try:
        assert other.wait_ready(90), other.message
        specs = [dataclasses.replace(LONG_LINE, seed=seed) for seed in range(3)]
        jobs = [each.train(spec) for spec in specs for each in (engine, other)]
        used: set[str] = set()

        def spread() -> bool:
            used.update(host_of(each, job) for each in (engine, other) for job in jobs)
            return used >= {f"host-{number}" for number in range(1, HOSTS + 1)}

        assert eventually(spread, SECONDS), used
        assert all(job.wait(2 * SECONDS) for job in jobs)
        for mine, theirs in zip(jobs[::2], jobs[1::2], strict=True):
            assert mine.history.status == theirs.history.status == "finished"
            assert mine.history.columns == theirs.history.columns
        local = Engine()
        try:
            alone = trained(local, specs[0])
            assert alone.history.columns == jobs[0].history.columns
            assert alone.history.test_metrics == jobs[0].history.test_metrics
            assert_same_weights(local, jobs[0], alone)
        finally:
            local.close()
    finally:
        other.close()


def test_a_students_own_file_travels_to_the_host_that_needs_it(
    engine: ClusterEngine, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another cache than that of the hosts, as on two machines.
    monkeypatch.setenv(data_files.CACHE_FOLDER, str(tmp_path_factory.mktemp("cache")))
    rng = np.random.default_rng(0)
    rows = "\n".join(f"{a:.3f},{a * 2:.3f}" for a in rng.normal(size=60))
    digest = uploads.keep(f"x,y\n{rows}\n".encode())
    spec = dataclasses.replace(LINE, dataset=DatasetSpec("table", {"file": digest, "target": "y"}))
    job = trained(engine, spec.with_training(epochs=2))
    assert job.history.epochs == [1, 2]
    lost = dataclasses.replace(spec, dataset=DatasetSpec("table", {"file": "0" * 64, "target": "y"}))
    gone = engine.train(lost.with_training(epochs=2))
    assert gone.wait(SECONDS)
    assert "Upload it again" in gone.history.message


def test_a_training_whose_host_is_killed_begins_again_elsewhere_and_gives_the_same_weights(
    engine: ClusterEngine, cluster: TestCluster
) -> None:
    spec = LINE.with_training(epochs=9_000)
    undisturbed = trained(engine, spec)
    changed, waiting = running(engine), engine.train(LINE, paused=True)
    engine.set_learning_rate(changed, 0.002)
    assert eventually(lambda: changed.history.learning_rates and waiting.stage == "untrained", SECONDS)
    job = running(engine, spec)
    names = {host_of(engine, each) for each in (job, changed)}
    assert "" not in names
    assert len(names) == 2
    for name in names:
        cluster.kill(name)
    assert eventually(lambda: job.history.note == LOST_NOTE and changed.history.note == CHANGED_NOTE, SECONDS)
    engine.kill(changed)  # it would train for minutes
    cluster.start_host("host-4")
    assert job.wait(2 * SECONDS)
    assert job.history.message.endswith(LOST_NOTE)
    assert job.history.columns == undisturbed.history.columns
    assert_same_weights(engine, job, undisturbed)
    engine.resume(waiting)  # wherever it waits, it goes on
    assert waiting.wait(SECONDS)
    assert waiting.history.status == "finished"
    # What was asked of the hosts that are gone is answered here: every finished run is.
    assert engine.ask("weights", folder=str(undisturbed.folder)).size


def test_when_the_scheduler_is_killed_trainings_end_as_lost_and_the_server_comes_back(
    engine: ClusterEngine, cluster: TestCluster
) -> None:
    done = trained(engine, LINE)
    job = running(engine, LONG_LINE)
    cluster.kill("scheduler")
    assert job.wait(SECONDS)
    assert job.history.status == "failed"
    assert "connection to the computers that train was lost" in job.history.message
    assert done.history.status == "finished"
    assert nnplay.Run.load(done.folder).spec == LINE
    assert eventually(lambda: engine.state == "failed" and "does not answer" in engine.message, 2 * SECONDS)
    with pytest.raises(EngineError, match="nothing can be trained"):
        engine.train(LINE)
    cluster.start_scheduler()
    cluster.start_host("host-5")
    assert eventually(lambda: engine.state == "ready", 2 * SECONDS)
    again = trained(engine, LINE)
    assert_same_weights(engine, again, done)


def test_a_scheduler_that_does_not_have_nnplay_is_told_in_a_sentence(cluster: TestCluster, tmp_path: Path) -> None:
    bare = TestCluster(tmp_path)
    (tmp_path / "certificates").symlink_to(cluster.folder / "certificates")
    bare.path = ""
    other = None
    try:
        bare.start_scheduler()
        bare.path = str(ROOT)
        bare.start_host("host-1")
        other = ClusterEngine(bare.address)
        assert other.wait_ready(90), other.message
        job = other.train(LINE)
        assert job.wait(SECONDS)
        assert job.history.message == WITHOUT_NNPLAY
    finally:
        if other:
            other.close()
        bare.close()
