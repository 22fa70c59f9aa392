"""A task on the playground: what is fixed and hidden there, which trainings count, and that nobody gets around it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.classroom.assignment import Assignment, Hint
from nnplay.classroom.checks import Check
from nnplay.classroom.class_store import Membership
from nnplay.classroom.controls import CONTROLS, ControlState
from nnplay.classroom.ready import READY
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec
from nnplay.ui.classroom import hidden_pages, task
from nnplay.ui.classroom.membership import class_at_hand, classes
from nnplay.ui.classroom.task import TaskAtHand, carry, task_of
from nnplay.ui.common.living_network import Shaped
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import hand
from tests.classroom.factories import SPIRAL
from tests.classroom.factories import task as assignment
from tests.pages.factories import (
    ROOT,
    WAIT,
    button,
    healthy,
    labels,
    network_picture,
    new_tab,
    pick,
    press,
    session_of,
    show,
    texts,
    turn_to_lesson,
    unfold,
)
from tests.runs.factories import history_of, made_run

DROPOUT = SPIRAL.with_layers((SPIRAL.layers[0], LayerSpec("Dropout", rate=0.4)))
GOALS = (Check("accuracy_at_least", value=0.9), Check("parameters_at_most", count=100), Check("explanation", words=3))


def open_with(made: Assignment | str, at: AppTest | None = None) -> AppTest:
    """The playground as somebody sees it who comes by the link of a task, in a new tab or in one that has worked."""
    at = at or AppTest.from_file(str(ROOT / "app.py"), default_timeout=WAIT)
    at.query_params["a"] = made if isinstance(made, str) else made.to_link()
    return healthy(at.run())


def add_run(at: AppTest, spec: ExperimentSpec | None = None, accuracy: float = 0.95, **changes: Any) -> SessionRun:
    """A training that has ended, of the experiment at hand; nobody trains here."""
    session = session_of(at)
    spec = spec or session.spec
    history = history_of(spec, accuracy)
    for name, value in changes.items():
        setattr(history, name, value)
    job = engine().take_in(spec, history, lambda folder: made_run(folder, spec, history))
    run = session.add(SessionRun(session.newest + 1, job))
    healthy(at.run())
    return run


def marks(at: AppTest) -> list[bool]:
    """Whether each goal is green."""
    lines = [one.value for one in at.markdown if "check_circle" in one.value or "radio_button_unchecked" in one.value]
    return ["check_circle" in line for line in lines]


def warned(at: AppTest) -> str:
    return "\n".join(one.value for one in at.warning)


# Fixed and hidden ---------------------------------------------------------------------------------

Find = Callable[[AppTest], list[Any]]


def labeled(*wanted: str) -> Find:
    """The widgets with these labels."""

    def find(at: AppTest) -> list[Any]:
        kinds = (at.selectbox, at.number_input, at.slider, at.select_slider, at.toggle, at.button, at.text_area)
        return [one for kind in kinds for one in kind if one.label in wanted]

    return find


def datasets(at: AppTest) -> list[Any]:
    """The gallery of datasets, or the field in its place."""
    gallery = [one for one in galleries(at) if json.loads(one.proto.bytes)["label"] == "Dataset"]
    return [*gallery, *labeled("Dataset")(at)]


def galleries(at: AppTest) -> list[Any]:
    return [one for one in at.get("bidi_component") if one.proto.component_name == "nnplay_gallery"]


def experiments(at: AppTest) -> list[Any]:
    return [one for one in galleries(at) if json.loads(one.proto.bytes)["label"] == "Experiment"]


WIDGETS: dict[str, Find] = {
    "experiments": experiments,
    "dataset": datasets,
    "data_options": labeled("Samples", "Noise", "Test size", "Scaling"),
    "layers": labeled("Up", "Remove", "Add layer", "Layer to add"),
    "units": labeled("Units"),
    "activation": labeled("Activation"),
    "layer_options": labeled("L2 regularization", "L2", "Rate", "Kernel initializer"),
    "optimizer": labeled("Optimizer"),
    "learning_rate": labeled("Learning rate", "Exact learning rate"),
    "batch_size": labeled("Batch size"),
    "epochs": labeled("Epochs"),
    "training_options": labeled("Loss", "Early stopping", "Class weights"),
    "seed": labeled("Random seed"),
}
SETTINGS = [name for name in CONTROLS if not CONTROLS[name].page]


@pytest.fixture(scope="module")
def turns() -> list[tuple[dict[str, ControlState], AppTest]]:
    """Three pages between which each control takes all of its states, each time beside others in other states."""
    pages = []
    for turn in range(3):
        held: dict[str, ControlState] = {}
        for place, name in enumerate(SETTINGS):
            states = CONTROLS[name].states
            held[name] = states[(turn + place) % len(states)]
        at = open_with(assignment(start=DROPOUT, controls=held))
        session = session_of(at)
        unfold(at)
        at.session_state[session.key("layer-0")] = at.session_state[session.key("layer-1")] = True
        pages.append((held, healthy(at.run())))
    return pages


def test_every_control_is_looked_for_here() -> None:
    assert set(WIDGETS) == set(SETTINGS) - {"weights"}


@pytest.mark.parametrize("name", WIDGETS)
def test_a_control_is_there_when_free_disabled_when_fixed_and_absent_when_hidden(
    name: str, turns: list[tuple[dict[str, ControlState], AppTest]]
) -> None:
    seen = set()
    for held, at in turns:
        found = WIDGETS[name](at)
        seen.add(held[name])
        if held[name] == "hidden":
            assert found == []
            continue
        assert found
        for widget in (one for one in found if hasattr(one, "disabled")):
            if held[name] == "fixed":
                assert widget.disabled, widget.label
                assert "Your teacher has fixed this" in widget.help
            else:
                assert not widget.disabled or widget.label == "Up"  # the first layer can't go up
    assert seen == set(CONTROLS[name].states)


def test_nothing_that_is_drawn_or_not_changes_the_experiment(
    turns: list[tuple[dict[str, ControlState], AppTest]],
) -> None:
    """A hidden dropout rate is still 0.4, in the experiment, in its picture and in what is trained."""
    for held, at in turns:
        session = session_of(at)
        assert session.spec == DROPOUT, held
        assert session.spec.layers[1]["rate"] == 0.4
        assert not warned(at)


def test_fixed_weights_can_not_be_set_in_the_picture_and_fixed_layers_not_changed_there() -> None:
    at = open_with(assignment(controls={"weights": "fixed", "units": "hidden"}))
    add_run(at)
    told = network_picture(at)
    assert told["shapes"] == ""
    assert not told["takes"]
    free = open_with(assignment())
    add_run(free)
    assert network_picture(free)["shapes"] == "now"


def test_where_weights_are_fixed_a_neuron_less_in_the_picture_leaves_a_training_that_counts() -> None:
    for state, carried in (("free", True), ("fixed", False)):
        session = session_of(open_with(assignment(controls={"weights": state})))
        begun: list[int] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hand, "current", lambda session=session: session)
            patch.setattr(hand, "shown_weights", lambda run: np.zeros(337, np.float32))
            patch.setattr(hand, "begin", lambda session, spec, weights, begun=begun: begun.append(len(weights)))
            hand.reshape(session.spec, None, Shaped(0, "less", 0, 15))
        assert session.spec.layers[0]["units"] == 15
        assert bool(begun) == carried
        words = session.part(hand.SaidOfPicture).words
        assert words.startswith("Unit 16 of layer 1 was removed, with its weights.")
        assert words.endswith("stay." if carried else "In this task a training starts with new weights.")


def test_a_hidden_page_leaves_the_navigation_and_says_so_to_who_comes_by_its_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = Session()
    monkeypatch.setattr(hidden_pages, "current", lambda: session)
    pages = [control.page for control in CONTROLS.values() if control.page]
    app = (ROOT / "app.py").read_text(encoding="utf-8")
    for page in pages:
        assert (ROOT / "pages" / f"{page}.py").is_file()
        assert app.count(f'seen("{page}")') == 1
        assert hidden_pages.visibility(page) == "visible"
    task.open_task(session, assignment(controls={f"{page}_page": "hidden" for page in pages}))
    assert {hidden_pages.visibility(page) for page in pages} == {"hidden"}
    assert hidden_pages.visibility("playground") == "visible"


def test_hidden_lessons_say_so_until_the_task_is_left() -> None:
    at = new_tab()
    task.open_task(session_of(at), assignment(controls={"learn_page": "hidden"}))
    turn_to_lesson(at, "neuron")
    assert "This page is not part of the task that you are working on." in texts(at)
    task.leave(session_of(at))
    turn_to_lesson(at, "neuron")
    assert "not part of the task" not in texts(at)


def test_where_nothing_is_left_to_choose_nothing_empty_is_drawn() -> None:
    held: dict[str, ControlState] = {name: "hidden" for name in SETTINGS if name != "weights"}
    at = open_with(assignment(start=DROPOUT, controls=held))
    titles = [one.proto.popover.label for one in at.get("popover")]
    assert "More options" not in titles
    layers = [title for title in titles if title[:1].isdigit()]
    assert layers == ["1. **Dense**", "2. **Dropout**"]  # not how many neurons
    assert session_of(at).spec == DROPOUT


def test_a_remedy_that_the_task_rules_out_is_not_offered() -> None:
    mine = Session()
    assert task.allows(mine, SPIRAL.with_seed(4))
    task.open_task(mine, HELD)
    assert not task.allows(mine, SPIRAL.with_seed(4))
    assert task.allows(mine, SPIRAL.with_training(epochs=4))


def test_a_lesson_leads_to_its_task() -> None:
    at = new_tab()
    turn_to_lesson(at, "line")
    press(at, "Try the task: Find the step size")
    assert task_of(session_of(at)).assignment == READY["line"].assignment
    turn_to_lesson(at, "tensors")
    assert "Try the task: Thirteen numbers, thirteen scales" in labels(at)
    turn_to_lesson(at, "codes")
    assert not [label for label in labels(at) if label.startswith("Try the task")]


# The task itself ----------------------------------------------------------------------------------


def test_a_task_shows_what_to_do_and_each_goal_turns_green_as_it_holds() -> None:
    made = assignment(
        text="Separate *them*. ![spy](http://127.0.0.1:9/a.png)",
        goals=GOALS,
        attempts=3,
        due="2020-01-02T03:04Z",
        hints=(Hint(0, "Think first."), Hint(1, "Fewer units.")),
    )
    at = open_with(made)
    session = session_of(at)
    assert "a" not in at.query_params
    said = texts(at)
    assert "Separate *them*. [spy](http://127.0.0.1:9/a.png)" in said  # a picture would be fetched from elsewhere
    assert "3 of 3 attempts left" in said
    assert "due Thursday, January 2, 2020 at 03:04 (UTC)" in said
    assert "marked as late" in warned(at)
    assert "Think first." in said
    assert "The next hint opens after 1 more attempt." in said
    assert marks(at) == [False, False, False]
    # The size of the network is judged while it is edited.
    small = SPIRAL.with_layers((LayerSpec("Dense", units=8),))
    show(at, small)
    assert marks(at) == [False, True, False]
    add_run(at)
    assert marks(at) == [True, True, False]
    assert "2 of 3 attempts left" in texts(at)
    assert "Fewer units." in texts(at)
    field = next(one for one in at.text_area if one.label == "Explain in your own words")
    healthy(field.set_value("It bends more.").run())
    assert marks(at) == [True, True, True]
    assert "You have reached all goals." in texts(at)
    # A worse one after it: what was reached is not lost.
    show(at, SPIRAL)
    add_run(at, accuracy=0.6)
    assert marks(at) == [False, False, True]
    assert "Best so far: run 1, with 3 of 3 goals." in texts(at)
    press(at, "Show it")
    assert session.spec == small
    assert marks(at) == [True, True, True]


def test_only_a_better_attempt_is_the_best_so_far() -> None:
    at = open_with(assignment(goals=GOALS))
    add_run(at)
    show(at, SPIRAL.with_seed(5))
    assert "Best so far: run 1, with 1 of 3 goals." in texts(at)  # than what is not trained yet
    add_run(at)
    assert marks(at) == [True, False, False]  # as good as the first one
    assert "Best so far" not in texts(at)
    show(at, SPIRAL.with_seed(6))
    add_run(at, accuracy=0.6)
    assert "Best so far: run 1, with 1 of 3 goals." in texts(at)


def test_attempts_are_counted_when_a_training_ends_and_then_no_more() -> None:
    at = open_with(assignment(attempts=2, goals=GOALS[:1]))
    session = session_of(at)
    add_run(at, accuracy=0.5)
    healthy(at.run())  # drawn again, it is the same attempt
    assert len(task_of(session).attempts) == 1
    add_run(at, SPIRAL.with_seed(1), accuracy=0.5)
    assert task_of(session).open_attempts == 0
    session.replace_spec(SPIRAL.with_seed(2))
    add_run(at, accuracy=0.99)
    assert len(task_of(session).attempts) == 2
    assert "All 2 attempts are used, so run 3 doesn't count." in warned(at)
    assert not at.success


def test_what_was_trained_before_does_not_count() -> None:
    at = healthy(new_tab("spiral").run())
    add_run(at)
    open_with(assignment(goals=GOALS[:1]), at)
    assert "Run 1 was trained before you opened this task, so it doesn't count." in warned(at)
    assert task_of(session_of(at)).attempts == []
    assert not at.success


HELD = assignment(goals=GOALS[:1], controls={"learning_rate": "hidden", "dataset": "fixed", "seed": "fixed"})
AROUND: dict[str, Callable[[AppTest], None]] = {
    "a preset": lambda at: pick(at, "Experiment", "wine"),
    "a link": lambda at: at.query_params.update(x=SPIRAL.with_seed(7).to_link()),
    "an edited file": lambda at: at.session_state["nnplay"].replace_spec(
        SPIRAL.with_training(optimizer=OptimizerSpec("Adam", learning_rate=0.5))
    ),
    "an earlier run": lambda at: at.session_state["nnplay"].replace_spec(SPIRAL.with_dataset(DatasetSpec("moons"))),
}


@pytest.mark.parametrize("way", AROUND)
def test_nobody_gets_around_what_is_fixed(way: str) -> None:
    at = open_with(HELD)
    session = session_of(at)
    AROUND[way](at)
    healthy(at.run())
    assert session.spec != SPIRAL
    assert "must be" in warned(at)
    assert "A training like this doesn't count." in warned(at)
    changed = session.spec
    assert not trace(changed).error
    add_run(at, accuracy=1.0)
    assert marks(at) == [False]
    assert task_of(session).attempts == []
    press(at, "Put it back")
    spec = session.spec
    assert (spec.dataset.name, spec.seed, spec.training.optimizer["learning_rate"]) == ("spiral", 0, 0.01)
    assert not any("A training like this" in one.value for one in at.warning)
    assert spec.training.epochs == changed.training.epochs  # what is free stays


def test_a_training_that_was_changed_on_its_way_does_not_count() -> None:
    at = open_with(HELD)
    add_run(at, learning_rates=[(1, 0.3)])
    assert "Run 1 doesn't count. The learning rate was changed during the training." in warned(at)
    assert marks(at) == [False]


def test_leaving_brings_the_earlier_experiment_back() -> None:
    at = healthy(new_tab("wine").run())
    session = session_of(at)
    own = session.spec.with_seed(99)
    show(at, own)
    open_with(HELD, at)
    assert session.spec == SPIRAL
    # Another task in between: what comes back is still one's own.
    open_with(assignment(title="Another one"), at)
    press(at, "Leave this task")
    assert session.spec == own
    assert "Leave this task" not in labels(at)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HELD.to_link()[:-7], "This link is damaged, perhaps cut off. Ask for it again. Nothing here has changed."),
        ("9abc", "This link is from another version of nnplay, or damaged."),
        (SPIRAL.to_link(), "This link holds an experiment, not an assignment."),
    ],
)
def test_a_link_that_holds_no_task_says_so_and_nothing_is_lost(text: str, sentence: str) -> None:
    at = healthy(new_tab("wine").run())
    open_with(text, at)
    assert sentence in warned(at)
    assert session_of(at).spec == SPECS["wine"]
    press(at, "Close")
    assert not warned(at)
    # Nor is a task that is open already.
    open_with(HELD, at)
    open_with(text, at)
    assert task_of(session_of(at)).assignment == HELD


def test_a_task_comes_as_a_file_too_and_a_wrong_one_names_its_place() -> None:
    at = healthy(new_tab("wine").run())

    def paste(text: str) -> None:
        unfold(at, "Save or open")
        healthy(next(one for one in at.text_area if one.label == "Or paste an experiment").set_value(text).run())
        press(at, "Open experiment")

    paste(HELD.to_json().replace('"fixed"', '"glued"'))
    assert "Dataset must be one of free, fixed, hidden. Received: 'glued'" in at.error[0].value.replace("\\", "")
    paste(HELD.to_json())
    assert task_of(session_of(at)).assignment == HELD


def test_the_data_come_from_the_name_and_stay_with_it() -> None:
    made = assignment(own_split=True, goals=GOALS[:1], controls={"data_options": "hidden"})
    at = open_with(made)
    session = session_of(at)
    assert "Enter a name first. Your data depend on it." in texts(at)
    field = next(one for one in at.text_input if one.label == "Your name or a nickname")
    healthy(field.set_value("  Ada ").run())
    assert session.spec == made.start_for("ada") != made.start_for("")
    add_run(at)
    assert marks(at) == [True]
    # With another name the data are others, and the run of the first ones does not count.
    field = next(one for one in at.text_input if one.label == "Your name or a nickname")
    healthy(field.set_value("Grace").run())
    assert session.spec == made.start_for("Grace")
    assert marks(at) == [False]


def test_a_reload_finds_the_task_and_its_attempts() -> None:
    session = Session()
    task.open_task(session, HELD)
    mine = task_of(session)
    mine.explanation, mine.name = "Because.", "Ada"
    mine.attempts = [task.Attempt("job", 4, (True, False))]
    kept = json.loads(json.dumps(session.remembered()))
    again = Session()
    again.recall(kept)
    assert task_of(again) == TaskAtHand(HELD, "Ada", "Because.", mine.attempts, mine.earlier, 0)
    broken: Any
    for broken in (
        {},
        [],
        {"assignment": {}},
        kept["task"] | {"attempts": 3},
        kept["task"] | {"earlier": {"version": 9}},
    ):
        other = Session()
        other.recall({"task": broken})
        assert task_of(other) == TaskAtHand()


def session_with_run(member: Membership, made: Assignment, runs: int = 0, accuracy: float = 0.5) -> Session:
    """A tab of a member that has opened a task and trained for it; nobody trains here."""
    session = Session()
    class_at_hand(session).join(member)
    task.open_task(session, made)
    for seed in range(runs):
        spec = SPIRAL.with_seed(seed)
        history = history_of(spec, accuracy)
        place = partial(made_run, spec=spec, history=history)
        session.add(SessionRun(session.newest + 1, engine().take_in(spec, history, place)))
    task.take_stock(session)
    return session


def test_another_tab_of_a_member_goes_on_with_the_same_count() -> None:
    made = assignment(attempts=3, goals=GOALS[:1])
    classroom, _ = classes().create("10b", made)
    member = classes().join(classroom.code, "Ada")
    first = session_with_run(member, made, runs=2)
    assert task_of(first).open_attempts == 1
    second = session_with_run(member, made, runs=2, accuracy=0.99)
    assert task_of(second).open_attempts == 0
    assert [attempt.run for attempt in task_of(second).attempts] == [0, 0, 1], "two of the first tab, one of this one"
    assert "All 3 attempts are used, so run 2 doesn't count." in task.why_not(second, second.runs[1])
    task.leave(second)
    task.open_task(second, made)
    task.take_stock(second)
    assert task_of(second).open_attempts == 0, "leaving the task starts no new count"
    other = session_with_run(classes().join(classroom.code, "Bo"), made, runs=1)
    assert task_of(other).open_attempts == 2


def test_a_tab_that_finds_its_earlier_session_opens_the_link_there() -> None:
    fresh, kept = Session(), Session(spec=SPECS["wine"])
    task.open_task(fresh, HELD)
    carry(fresh, kept)
    assert task_of(kept).assignment == HELD
    assert task_of(kept).earlier == SPECS["wine"]
    task_of(kept).attempts.append(task.Attempt("job", 1, (True,)))
    carry(fresh, kept)  # the same link once more: what was tried stays
    assert len(task_of(kept).attempts) == 1


def test_with_every_setting_fixed_the_training_can_still_be_run() -> None:
    held: dict[str, ControlState] = {name: CONTROLS[name].states[-1] for name in CONTROLS}
    at = open_with(assignment(controls=held))
    assert not button(at, "Train").disabled
    assert session_of(at).spec == SPIRAL
