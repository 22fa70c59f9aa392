"""What a teacher can fix or hide for a task, and whether an experiment keeps to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from nnplay.choice import Choice, DatasetSpec, LayerSpec, OptimizerSpec
from nnplay.i18n import ENGLISH, N_, language, tr, translated
from nnplay.runs.differences import show_setting
from nnplay.spec import SEED, TRAINING_PARAMS, ExperimentSpec

ControlState = Literal["free", "fixed", "hidden"]

CONTROL_STATES: tuple[ControlState, ...] = get_args(ControlState)

STATES: dict[ControlState, str] = {"free": N_("Free"), "fixed": N_("Fixed"), "hidden": N_("Hidden")}

WAYS: dict[ControlState, str] = {
    "free": N_("Students may change it."),
    "fixed": N_("Students see it, but can't change it."),
    "hidden": N_("Students don't see it. It keeps the value that you set, and still has its effect."),
}


@translated("label", "covers")
@dataclass(frozen=True)
class TaskControl:
    """Something on the pages that a task can leave free, fix or hide.

    Args:
        name: Its key in an assignment.
        label: What a page calls it, beside others of its sort.
        covers: What belongs to it, for a teacher.
        page: Name of the file in pages/ where it is a page; empty for a setting of the experiment.
        states: What it can be.
    """

    name: str
    label: str
    covers: str
    page: str = ""
    states: tuple[ControlState, ...] = CONTROL_STATES

    @property
    def title(self) -> str:
        """What a page calls it among all controls."""
        return tr("Page: {title}", title=self.label) if self.page else self.label


def _page(name: str, label: str, covers: str) -> TaskControl:
    return TaskControl(f"{name}_page", label, covers, page=name, states=("free", "hidden"))


CONTROLS: dict[str, TaskControl] = {
    control.name: control
    for control in (
        TaskControl(
            "experiments", N_("Ready experiments"), N_("The list above the playground."), states=("free", "hidden")
        ),
        TaskControl("dataset", N_("Dataset"), N_("Which data the network learns from.")),
        TaskControl(
            "data_options", N_("Data options"), N_("Noise, number of samples, input features, scaling, split.")
        ),
        TaskControl("layers", N_("Layers"), N_("Adding, removing and moving layers.")),
        TaskControl("units", N_("Number of neurons"), N_("Neurons of each dense layer, filters of each convolution.")),
        TaskControl("activation", N_("Activation"), N_("The activation function of each layer.")),
        TaskControl(
            "layer_options", N_("Other layer options"), N_("Dropout rates, regularization, kernel sizes and so on.")
        ),
        TaskControl("optimizer", N_("Optimizer"), N_("How the weights follow the gradient.")),
        TaskControl("learning_rate", N_("Learning rate"), N_("How far each step goes.")),
        TaskControl("batch_size", N_("Batch size"), N_("How many examples are seen before each update.")),
        TaskControl("epochs", N_("Epochs"), N_("How many times training goes through the training examples.")),
        TaskControl(
            "training_options",
            N_("Other training options"),
            N_("Loss, early stopping, class weights, and the other options of the optimizer."),
        ),
        TaskControl("seed", N_("Random seed"), N_("The number that all random choices of training come from.")),
        TaskControl(
            "weights",
            N_("Starting weights"),
            N_("Setting weights by hand in the picture of the network, and going on from a trained network's weights."),
            states=("free", "fixed"),
        ),
        _page("data", N_("Data"), N_("Tables, distributions and examples of the data.")),
        _page("runs", N_("Runs"), N_("Earlier runs side by side, and the same experiment with many settings.")),
        _page("look_inside", N_("Look inside"), N_("Weights, feature maps and activations.")),
        _page("evaluate", N_("Evaluate"), N_("Mistakes, confusion matrix, thresholds.")),
        _page("predict", N_("Predict"), N_("Predictions for new examples.")),
        _page("draw", N_("Draw"), N_("Drawing digits that the network reads.")),
        _page("learn", N_("Learn"), N_("The lessons.")),
    )
}
"""All controls by name, in the order of the pages."""

WHILE_TRAINING = ("batch_size", "layer_options", "data_options")
"""Controls of settings that a training can be given while it runs, besides the learning rate."""

SIZES = ("units", "filters")
"""Options of layers that say how many neurons there are."""


@dataclass(frozen=True)
class BrokenRule:
    """A setting that is not as a task wants it.

    Args:
        control: Name of the control that is fixed or hidden.
        sentence: Which setting it is, what it must be and what it is.
    """

    control: str
    sentence: str


def broken_rules(spec: ExperimentSpec, wanted: ExperimentSpec) -> tuple[BrokenRule, ...]:
    """Where an experiment leaves what a task wants; empty where it keeps to it.

    Args:
        spec: The experiment.
        wanted: The same with everything that is not free put back; see `put_back`.
    """
    if wanted.layers != spec.layers and [one.name for one in wanted.layers] != [one.name for one in spec.layers]:
        layers: list[BrokenRule] = [BrokenRule("layers", _layers_sentence(wanted, spec))]
    else:
        layers = [
            _rule(
                layer_control(name),
                tr("Layer {place}, {replace},", place=place, replace=_option(layer, name)),
                layer[name],
                own[name],
            )
            for place, (layer, own) in enumerate(zip(wanted.layers, spec.layers, strict=True), start=1)
            for name in layer.options
            if layer[name] != own[name]
        ]
    training, own_training = wanted.training, spec.training
    return (
        *_choice_rules("dataset", "data_options", tr("Data"), wanted.dataset, spec.dataset),
        *layers,
        *_choice_rules("optimizer", "training_options", tr("Optimizer"), training.optimizer, own_training.optimizer),
        *(
            _rule(training_control(name), param.title, getattr(training, name), getattr(own_training, name))
            for name, param in TRAINING_PARAMS.items()
            if getattr(training, name) != getattr(own_training, name)
        ),
        *([_rule("seed", SEED.title, wanted.seed, spec.seed)] if wanted.seed != spec.seed else []),
    )


def put_back(spec: ExperimentSpec, start: ExperimentSpec, controls: Mapping[str, ControlState]) -> ExperimentSpec:
    """The experiment with everything that is fixed or hidden as the task began with it; the rest stays.

    Args:
        spec: The experiment.
        start: What the task begins with.
        controls: The state of controls by name; what is missing is free.
    """

    def free(name: str) -> bool:
        return controls.get(name, "free") == "free"

    dataset = spec.dataset if free("dataset") or spec.dataset.name == start.dataset.name else start.dataset
    if not free("data_options"):
        dataset = start.dataset if dataset.name == start.dataset.name else DatasetSpec(dataset.name)
    old = spec.training.optimizer
    optimizer = old if free("optimizer") or old.name == start.training.optimizer.name else start.training.optimizer
    same = start.training.optimizer.name == optimizer.name
    first = start.training.optimizer if same else OptimizerSpec(optimizer.name)
    kept = {} if free("training_options") else {n: v for n, v in first.options.items() if n != "learning_rate"}
    if not free("learning_rate"):
        kept["learning_rate"] = start.training.optimizer["learning_rate"]
    training = {name: getattr(start.training, name) for name in TRAINING_PARAMS if not free(training_control(name))}
    return replace(
        spec.with_training(optimizer=optimizer.with_options(**kept), **training),
        dataset=dataset,
        layers=_layers(spec.layers, start.layers, free),
        seed=spec.seed if free("seed") else start.seed,
    )


def layer_control(option: str) -> str:
    """Name of the control that an option of a layer belongs to."""
    return "units" if option in SIZES else option if option == "activation" else "layer_options"


def training_control(option: str) -> str:
    """Name of the control that an option of the training belongs to."""
    return option if option in CONTROLS else "training_options"


def _layers(own: tuple[LayerSpec, ...], start: tuple[LayerSpec, ...], free: Any) -> tuple[LayerSpec, ...]:
    """The layers with what is not free put back.

    Where layers may be added and moved, a fixed option may have any value that it has in the first network in a layer
    of that kind, or its declared one: a layer that is new has that.
    """
    if not free("layers") and [one.name for one in own] != [one.name for one in start]:
        own = tuple(
            own[place] if place < len(own) and own[place].name == layer.name else layer
            for place, layer in enumerate(start)
        )
    fixed = not free("layers")
    found = []
    for place, layer in enumerate(own):
        models = [start[place]] if fixed else [one for one in start if one.name == layer.name]
        declared = models if fixed else [*models, LayerSpec(layer.name)]
        held = {name: value for name, value in layer.options.items() if not free(layer_control(name))}
        wrong = {name for name, value in held.items() if value not in [one[name] for one in declared]}
        nearest = start[place] if place < len(start) and start[place].name == layer.name else declared[0]
        found.append(layer.with_options(**{name: nearest[name] for name in wrong}))
    return tuple(found)


def _option(layer: LayerSpec, name: str) -> str:
    """An option of a layer as in the middle of a sentence; in other languages as its widget is called."""
    titles = {param.name: param.title for param in layer.kind.params if language() != ENGLISH}
    return titles.get(name, name.replace("_", " "))


def _choice_rules(control: str, others: str, title: str, wanted: Choice, own: Choice) -> list[BrokenRule]:
    if wanted.name != own.name:
        return [_rule(control, title, wanted.kind.title, own.kind.title)]
    return [
        _rule(
            "learning_rate" if param.name == "learning_rate" else others,
            param.title,
            wanted[param.name],
            own[param.name],
        )
        for param in wanted.kind.params
        if wanted[param.name] != own[param.name]
    ]


def _layers_sentence(wanted: ExperimentSpec, own: ExperimentSpec) -> str:
    def named(spec: ExperimentSpec) -> str:
        return ", ".join(layer.kind.title for layer in spec.layers) or tr("no hidden layers")

    return tr("The layers must be: {wanted}. Here they are: {own}.", wanted=named(wanted), own=named(own))


def _rule(control: str, title: str, wanted: Any, own: Any) -> BrokenRule:
    return BrokenRule(
        control,
        tr(
            "{title} must be {wanted}; here it is {own}.",
            title=title,
            wanted=show_setting(wanted),
            own=show_setting(own),
        ),
    )
