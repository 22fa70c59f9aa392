"""The page of kept runs: what was trained is there by itself, and can be compared, opened, sent and received."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets.store import uploads
from nnplay.engine.client import STUCK_SECONDS
from nnplay.limits import HOSTED_VARIABLE
from nnplay.runs import RunStore
from nnplay.runs.folders import RUNS_FOLDER
from nnplay.runs.sweep import Sweep
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec
from nnplay.training.run_folder import MODEL_FILE
from nnplay.ui.common import current
from nnplay.ui.common.kept_runs import Keeping, keep_finished, open_kept, store_of
from nnplay.ui.common.server import ask, engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.sessions import Sessions
from nnplay.ui.common.sweeps import Sweeps, advance
from nnplay.ui.common.view import DRAWN_IN_A_THEME
from nnplay.ui.runs.state import RunsState
from tests.pages.factories import (
    EVALUATE,
    INSIDE,
    PLAYGROUND,
    button,
    chart,
    errors,
    healthy,
    labels,
    open_app,
    press,
    session_of,
    show,
    texts,
    train,
    turn_to,
)
from tests.runs.factories import history_of, made_run, spec_of
from tests.waiting import eventually

RUNS = "pages/runs.py"

SMALL = SPECS["spiral"].with_training(epochs=3)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store of this module alone; sessions of other modules, whose runs would be kept there too, are forgotten."""
    known = current._sessions()
    for session in list(known._sessions.values()):
        known.drop(session)
        with session.part(Keeping).lock:  # the thread that keeps runs may be at it
            session.runs = []
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("runs")
        patch.setenv(RUNS_FOLDER, str(folder))
        yield folder


def ended(session: Session, spec: ExperimentSpec) -> SessionRun:
    """Gives a session a training that has ended, with weights that nobody trained."""

    def place(folder: Path) -> None:
        (made_run(folder, spec) / MODEL_FILE).unlink()

    return session.add(SessionRun(session.newest + 1, engine().take_in(spec, history_of(spec), place)))


@pytest.fixture(scope="module")
def at(home: Path) -> AppTest:
    """The page of runs of a session with three runs, the first of which was trained on the playground."""
    at = open_app()
    show(at, SMALL)
    train(at)
    for spec in (SMALL.with_seed(1), SMALL.with_layers((LayerSpec("Dense", units=2),))):
        ended(session_of(at), spec)
    return turn_to(at, RUNS)


def choose(at: AppTest, *numbers: int, part: str = "Curves") -> AppTest:
    """Chooses runs by their number in the session."""
    session = session_of(at)
    session.part(RunsState).show(session.runs[number - 1].kept for number in numbers)
    healthy(at.run())
    session.part(RunsState).open(part)
    return healthy(at.run())


def test_every_training_that_ended_is_kept_once_by_itself(at: AppTest, home: Path) -> None:
    session = session_of(at)
    kept = RunStore(home).list()
    assert sorted(run.name for run in kept) == ["Spiral 1", "Spiral 2", "Spiral 3"]
    assert {run.id for run in kept} == {run.kept for run in session.runs}
    for run in kept:
        job = next(one.job for one in session.runs if one.kept == run.id)
        assert run.history.to_dict() == job.history.to_dict()
    healthy(at.run())
    keep_finished(session)
    assert len(RunStore(home).list()) == 3
    table = at.dataframe[0].value
    assert set(table["name"]) == {"Spiral 1", "Spiral 2", "Spiral 3"}
    assert "kept on this computer" in texts(at)


def test_chosen_runs_have_their_curves_over_each_other(at: AppTest) -> None:
    choose(at, 1, 2, 3)
    figure = chart(at, "Loss of 3 runs")
    assert len(figure["data"]) == 6
    assert len({trace["line"]["color"] for trace in figure["data"]}) == 3
    (slider,) = [one for one in at.slider if one.label == "Smoothing"]
    healthy(slider.set_value(0.6).run())
    assert len(chart(at, "Loss of 3 runs")["data"]) == 12
    healthy(next(one for one in at.slider if one.label == "Smoothing").set_value(0.0).run())


def test_the_table_is_found_by_a_browser_that_changes_its_theme(at: AppTest) -> None:
    # Its dots are pictures in the colors of a theme, so that the page is drawn again.
    (name,) = re.findall(r"st-key-([a-z-]+)", DRAWN_IN_A_THEME)
    assert [one for one in at.dataframe if name in one.proto.id]


def test_settings_that_differ_are_named(at: AppTest) -> None:
    choose(at, 1, 2, part="Settings")
    assert at.dataframe[1].value["setting"].tolist() == ["Random seed"]
    assert "Only one setting differs" in texts(at)


def test_results_have_intervals_and_two_runs_a_verdict(at: AppTest) -> None:
    choose(at, 1, 3, part="Test results")
    figure = chart(at, "Accuracy on the test data")
    session = session_of(at)
    assert figure["data"][0]["x"][0] == pytest.approx(session.runs[0].job.history.test_metrics["accuracy"])
    assert "told apart" in texts(at) or "is better, and that is unlikely to be luck" in texts(at)
    assert "McNemar" in texts(at)
    choose(at, 1, 2, 3, part="Test results")
    assert "These are 3 pairs" in texts(at)


def test_mistakes_and_answers_stand_side_by_side(at: AppTest) -> None:
    choose(at, 1, 3, part="Confusion")
    names = [RunStore(store_of(session_of(at)).folder).open(run.kept).name for run in session_of(at).runs]
    for number in (0, 2):
        assert chart(at, f"Confusion matrix of {names[number]}")
    choose(at, 1, 3, part="Examples")
    assert "Where they disagree" in texts(at)
    grid = chart(at, "Probabilities of 2 networks for test example 0")
    said = ask(session_of(at).runs[0], "outputs_on_test")[0, 0]
    assert any(said == pytest.approx(value, abs=1e-4) for row in grid["data"][0]["z"] for value in row)


def test_maps_of_data_in_the_plane_stand_side_by_side(at: AppTest) -> None:
    choose(at, 1, 2, part="Maps")
    store = store_of(session_of(at))
    for number in (0, 1):
        name = store.open(session_of(at).runs[number].kept).name
        figure = chart(at, f"{name}: Points of the dataset")
        assert any(trace["type"] in ("heatmap", "contour") for trace in figure["data"])


def finish_repetition(at: AppTest) -> Sweep:
    """Waits until the newest repetition has ended, with the page drawn again."""
    session = session_of(at)
    sweep = session.part(Sweeps).started[-1]

    def is_done() -> bool:
        advance(session)
        return not sweep.is_live

    assert eventually(is_done)
    healthy(at.run())
    return sweep


@pytest.mark.thorough
def test_a_run_is_trained_again_with_one_change(at: AppTest, home: Path) -> None:
    choose(at, 1, part="Repeat")
    assert "the same weights" in texts(at)  # nothing is changed yet
    (units,) = [one for one in at.selectbox if one.label == "What"]
    healthy(units.set_value("training.batch_size").run())
    (batch,) = [one for one in at.number_input if one.label == "Batch size"]
    healthy(batch.set_value(64).run())
    assert "1 run" in texts(at)
    press(at, "Train")
    sweep = finish_repetition(at)
    (id,) = sweep.kept.values()
    kept = RunStore(home).open(id)
    first = session_of(at).runs[0].job.spec
    assert kept.spec == first.with_training(batch_size=64)
    assert kept.name.endswith(" · batch size 64")
    assert len(chart(at, "Loss of")["data"]) == 4
    press(at, "Compare it above")
    assert session_of(at).part(RunsState).chosen == [session_of(at).runs[0].kept, id]
    for one in sweep.kept.values():
        store_of(session_of(at)).delete(one)


def test_a_sweep_shows_its_plan_and_a_stopped_one_keeps_what_is_done(at: AppTest, home: Path) -> None:
    choose(at, 1, part="Repeat")
    at.session_state["repeat-how"] = "Sweep"
    healthy(at.run())
    (values,) = [one for one in at.text_input if one.label.startswith("Values")]
    healthy(values.set_value("0.1, fast").run())
    assert "is not a number" in errors(at)
    (values,) = [one for one in at.text_input if one.label.startswith("Values")]
    healthy(values.set_value("0.01 to 0.1 in 10").run())
    healthy(next(one for one in at.number_input if one.label == "Seeds for each").set_value(2).run())
    assert "**20 runs**" in texts(at)  # so many that some are left when it is stopped
    press(at, "Train 20 runs")
    sweep = session_of(at).part(Sweeps).started[-1]

    def has_begun() -> bool:
        advance(session_of(at))
        return sweep.count_done > 0

    assert eventually(has_begun)
    press(at, "Stop")
    finish_repetition(at)
    assert 0 < sweep.count_done < 20
    assert "finished runs are kept" in texts(at)
    names = [run.name for run in RunStore(home).list()]
    for place, id in sweep.kept.items():
        assert any(sweep.planned[place].title in name for name in names)
        store_of(session_of(at)).delete(id)
    at.session_state["repeat-how"] = "Different seeds"
    healthy(at.run())
    assert "Train 5 runs" in labels(at)


def test_a_run_is_renamed_noted_tagged_and_hidden_on_the_page(at: AppTest, home: Path) -> None:
    choose(at, 1, 2)
    id = session_of(at).runs[0].kept
    healthy(
        next(one for one in at.text_input if one.label == "Name" and id in str(one.key)).set_value("Best *one*").run()
    )
    healthy(next(one for one in at.text_input if one.label == "Tags" and id in str(one.key)).set_value("a, b").run())
    healthy(next(one for one in at.text_area if one.label == "Note" and id in str(one.key)).set_value("See").run())
    about = RunStore(home).open(id).about
    assert (about.name, about.tags, about.note) == ("Best *one*", ("a", "b"), "See")
    assert "Best *one*" in at.dataframe[0].value["name"].tolist()
    healthy(at.button(key=f"hide-{id}").click().run())
    assert len(at.dataframe[0].value) == 2
    healthy(at.button(key=f"hide-{id}").click().run())
    assert len(at.dataframe[0].value) == 3


def test_words_find_runs_and_alike_columns_go(at: AppTest) -> None:
    (field,) = [one for one in at.text_input if one.label == "Find"]
    healthy(field.set_value("best spiral").run())
    assert len(at.dataframe[0].value) == 1
    healthy(next(one for one in at.text_input if one.label == "Find").set_value("no such run").run())
    assert "No run contains all of these words" in texts(at)
    healthy(next(one for one in at.text_input if one.label == "Find").set_value("").run())
    (toggle,) = [one for one in at.toggle if one.label == "Only columns that differ"]
    healthy(toggle.set_value(True).run())
    columns = at.dataframe[0].value.columns
    assert "seed" in columns
    assert "batch" not in columns
    healthy(next(one for one in at.toggle if one.label == "Only columns that differ").set_value(False).run())


def test_a_kept_run_opens_in_another_session_for_all_pages(at: AppTest) -> None:
    session = session_of(at)
    first = session.runs[0]
    other = turn_to(open_app(), RUNS)
    other.session_state["nnplay"].part(RunsState).show([first.kept])
    healthy(other.run())
    healthy(other.button(key=f"open-{first.kept}").click().run())
    (opened,) = session_of(other).runs
    assert session_of(other).spec == first.job.spec
    assert opened.job.history.to_dict() == first.job.history.to_dict()
    assert (ask(opened, "outputs_on_test") == ask(first, "outputs_on_test")).all()
    assert opened.job.folder != RunStore(store_of(session).folder).open(first.kept).folder
    for page in (INSIDE, EVALUATE, PLAYGROUND):
        turn_to(other, page)
        assert errors(other) == ""
    assert session_of(other).shown_run is opened
    # Trained on, it takes the place of the kept one, and a session that is forgotten leaves the store alone.
    press(other, "3 more epochs")
    assert opened.job.wait(STUCK_SECONDS * 4)
    keep_finished(session_of(other))
    store = store_of(session)
    assert len(store.open(first.kept).history.epochs) == 6
    assert len(store.list()) == 3
    engine().forget(opened.job)
    assert store.open(first.kept).folder.is_dir()


def test_a_file_with_runs_is_kept_and_a_damaged_one_told(at: AppTest, home: Path, tmp_path: Path) -> None:
    theirs = RunStore(tmp_path / "theirs")
    file = io.BytesIO()
    theirs.export([theirs.add(made_run(tmp_path / "a"), name="From a friend").id], file)
    healthy(at.file_uploader[0].set_value(("friend.nnplay", b"PK" + file.getvalue()[2:200], "application/zip")).run())
    assert "damaged" in errors(at)
    healthy(at.file_uploader[0].set_value(("friend.nnplay", file.getvalue(), "application/zip")).run())
    assert errors(at) == ""
    kept = next(run for run in RunStore(home).list() if run.name == "From a friend")
    assert session_of(at).part(RunsState).chosen == [kept.id]
    healthy(at.button(key=f"delete-{kept.id}").click().run())
    press(at, "Keep")
    assert RunStore(home).open(kept.id)
    healthy(at.button(key=f"delete-{kept.id}").click().run())
    press(at, "Delete for good")
    assert "From a friend" not in [run.name for run in RunStore(home).list()]


def test_without_runs_the_page_offers_to_train_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path))
    at = turn_to(open_app(), RUNS)
    assert "There are no runs yet" in texts(at)
    assert "Train a small network" in labels(at)
    assert button(at, "Train a small network")


# Without a page ---------------------------------------------------------------------------------


def test_runs_are_kept_also_where_no_page_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path))
    session, sessions = Session(), Sessions(engine)
    sessions.add(session)
    ended(session, spec_of())
    sessions.look(session.seen, lambda tab: True)
    (kept,) = RunStore(tmp_path).list()
    assert session.runs[0].kept == kept.id


def test_on_a_shared_server_each_session_has_its_own_runs_and_they_go_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, "1")
    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path))
    mine, theirs, sessions = Session(), Session(), Sessions(engine)
    for session in (mine, theirs):
        sessions.add(session)
        ended(session, spec_of())
        keep_finished(session)
        assert len(store_of(session).list()) == 1
    assert list(tmp_path.iterdir()) == []
    folder = store_of(mine).folder
    assert folder.is_dir()
    sessions.look(mine.seen + 1e6, lambda tab: False)
    assert not folder.exists()


def test_where_there_is_no_room_the_page_says_so_and_the_session_has_its_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path))
    session = Session()
    store_of(session).most_bytes = 10
    ended(session, spec_of())
    keep_finished(session)
    assert "Run 1 was not kept. There is no room" in session.part(Keeping).problem
    assert len(session.runs) == 1
    store_of(session).most_bytes = 10**9
    ended(session, spec_of(seed=2))
    keep_finished(session)
    assert session.part(Keeping).problem == ""


def test_a_run_with_an_own_table_opens_when_the_upload_has_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path))
    digest = uploads.keep(b"a,b,y\n" + b"1,2,u\n3,4,v\n" * 20)
    spec = spec_of().with_dataset(DatasetSpec("table", file=digest))
    session = Session()
    kept = store_of(session).add(made_run(tmp_path / "made", spec))
    (uploads.folder() / digest).unlink()
    run = open_kept(session, kept.id)
    assert uploads.content(digest)
    assert open_kept(session, kept.id) is run  # twice is the same run
    assert not run.job.is_live  # nothing trains
