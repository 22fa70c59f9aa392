"""Assignments that come with nnplay, each for a lesson: open one, change it, hand it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nnplay.classroom.assignment import Assignment, Hint
from nnplay.classroom.checks import Check
from nnplay.classroom.controls import CONTROLS, ControlState
from nnplay.i18n import N_
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec


@dataclass(frozen=True)
class ReadyAssignment:
    """An assignment for a lesson.

    Args:
        lesson: Name of the lesson.
        assignment: The assignment.
    """

    lesson: str
    assignment: Assignment


SETTINGS = tuple(name for name, control in CONTROLS.items() if not control.page and "fixed" in control.states)


def _only(*free: str) -> dict[str, ControlState]:
    """Everything fixed but some controls; the list of experiments hidden, which would only lead away.

    The starting weights too: what goes on from a trained network reaches a goal in no time, and can't be repeated.
    """
    held: dict[str, ControlState] = {name: "fixed" for name in SETTINGS if name not in free}
    return held | {"experiments": "hidden"}


def _dense(units: int, activation: str, **options: object) -> LayerSpec:
    return LayerSpec("Dense", units=units, activation=activation, **options)


def _begin(
    dataset: DatasetSpec, layers: tuple[LayerSpec, ...], optimizer: str, rate: float, **training: object
) -> ExperimentSpec:
    chosen = OptimizerSpec(optimizer, learning_rate=rate)
    return ExperimentSpec(dataset, layers, TrainingSpec(chosen, **training))  # type: ignore[arg-type]


_WORDS = Check("explanation", words=20)

_READY = (
    ReadyAssignment(
        "neuron",
        Assignment(
            N_("One neuron is enough"),
            N_(
                "Two clouds of points, and a network with two hidden layers to tell them apart. That is far more than "
                "this job needs.\n\n"
                "1. Make the network as small as it can be. Remove layers, and see what is left.\n"
                "2. Train it. Does it still separate the clouds?\n"
                "3. Look at the picture of the data: what shape is the border between the two colors, and why?"
            ),
            _begin(
                DatasetSpec("gaussians"), (_dense(8, "tanh"), _dense(8, "tanh")), "Adam", 0.05, batch_size=16, epochs=30
            ),
            _only("layers", "units", "activation", "layer_options"),
            (Check("accuracy_at_least", value=0.97), Check("parameters_at_most", count=3), _WORDS),
            hints=(
                Hint(1, N_("The output layer is a neuron, too.")),
                Hint(3, N_("A neuron with two inputs has two weights and one bias. Count: that makes 3.")),
            ),
        ),
    ),
    ReadyAssignment(
        "activations",
        Assignment(
            N_("Bend the border"),
            N_(
                "One class lies inside a ring of the other. The network's activation is *linear*, and it gets about "
                "half of the points wrong, however long it trains.\n\n"
                "1. Train it once as it is. What does the border look like?\n"
                "2. Choose another activation.\n"
                "3. Find out how few neurons are enough."
            ),
            _begin(DatasetSpec("circle"), (_dense(8, "linear"),), "Adam", 0.03, batch_size=16, epochs=60),
            _only("units", "activation"),
            (Check("accuracy_at_least", value=0.88), Check("parameters_at_most", count=17), _WORDS),
            hints=(
                Hint(1, N_("Stacked linear layers are still linear: one straight line.")),
                Hint(3, N_("Each hidden neuron here has 2 weights and 1 bias, and the output adds 1 weight for it.")),
            ),
        ),
    ),
    ReadyAssignment(
        "line",
        Assignment(
            N_("Find the step size"),
            N_(
                "One neuron looks for the line through the points. Only the learning rate is yours to choose. It is "
                "far too small.\n\n"
                "1. Train, and look at the curve of the loss: how far does it get in 40 epochs?\n"
                "2. Raise the learning rate until the neuron finds the line.\n"
                "3. Go on until it fails. What does the curve look like then?"
            ),
            _begin(DatasetSpec("line"), (), "SGD", 0.00002, batch_size=16, epochs=40),
            _only("learning_rate"),
            (Check("loss_at_most", value=1.5), _WORDS),
            hints=(
                Hint(2, N_("Try factors of ten first: 0.0001, 0.001, 0.01.")),
                Hint(4, N_("The loss becomes huge? Then each step jumps over the valley. Go back by a factor of 2.")),
            ),
        ),
    ),
    ReadyAssignment(
        "race",
        Assignment(
            N_("Faster, not longer"),
            N_(
                "Two half moons, and an optimizer that needs 200 epochs. You have 20.\n\n"
                "Choose the optimizer and its learning rate so that the network gets there in time. Compare your runs "
                "on the page *Runs*."
            ),
            _begin(DatasetSpec("moons"), (_dense(8, "tanh"),), "SGD", 0.01, batch_size=16, epochs=200),
            _only("optimizer", "learning_rate", "epochs", "training_options"),
            (Check("accuracy_at_least", value=0.9), Check("epochs_at_most", count=20), _WORDS),
            attempts=8,
            hints=(
                Hint(2, N_("Adam and RMSprop find a step size of their own for each weight.")),
                Hint(4, N_("They can take a learning rate that is a few times larger than their usual 0.001.")),
            ),
        ),
    ),
    ReadyAssignment(
        "backprop",
        Assignment(
            N_("XOR with two neurons"),
            N_(
                "Points in opposite corners belong together. One straight line can't separate them.\n\n"
                "1. Find the smallest hidden layer that still solves it.\n"
                "2. Look at the picture of the network: which line does each hidden neuron draw, and how does the "
                "output combine them?"
            ),
            _begin(
                DatasetSpec("corners", samples=200, noise=0.0),
                (_dense(8, "tanh"),),
                "SGD",
                0.3,
                batch_size=10,
                epochs=100,
            ),
            _only("units", "weights", "seed"),
            (Check("accuracy_at_least", value=0.97), Check("parameters_at_most", count=9), _WORDS),
            hints=(
                Hint(2, N_("Two lines are enough: what lies between them is one class.")),
                Hint(4, N_("It got stuck? Another random seed starts with other weights.")),
            ),
        ),
    ),
    ReadyAssignment(
        "classification",
        Assignment(
            N_("The right loss"),
            N_(
                "Three kinds of iris, and a network that learns with the squared error. It is slow: its gradient "
                "almost vanishes where the network is confidently wrong.\n\n"
                "Choose the loss and the learning rate so that 30 epochs are enough. Leave the network as it is."
            ),
            _begin(
                DatasetSpec("iris"),
                (_dense(8, "relu"),),
                "SGD",
                0.05,
                batch_size=16,
                epochs=100,
                loss="mean_squared_error",
            ),
            _only("training_options", "learning_rate", "epochs"),
            (Check("accuracy_at_least", value=0.85), Check("epochs_at_most", count=30), _WORDS),
            hints=(
                Hint(1, N_("The loss is under *More options*.")),
                Hint(3, N_("Cross-entropy grows without limit for a confident mistake. Squared error does not.")),
            ),
        ),
    ),
    ReadyAssignment(
        "tensors",
        Assignment(
            N_("Thirteen numbers, thirteen scales"),
            N_(
                "The network tells three grape varieties apart by thirteen measurements. One of them is near 0.1, "
                "another one near 1,000.\n\n"
                "1. Look at the columns on the page *Data*.\n"
                "2. Change **only the data options** until the network tells the wines apart.\n"
                "3. Explain why the same network learns so much better now."
            ),
            _begin(DatasetSpec("wine", scaling="none"), (_dense(16, "relu"),), "Adam", 0.01, batch_size=16, epochs=30),
            _only("data_options"),
            (Check("accuracy_at_least", value=0.93), _WORDS),
            hints=(Hint(1, N_("Open *About and options* under the data: there is the scaling.")),),
        ),
    ),
    ReadyAssignment(
        "convolution",
        Assignment(
            N_("Look closer"),
            N_(
                "A dense network reads small digits with 2,410 parameters: each of its neurons looks at all 64 pixels "
                "at once.\n\n"
                "Build a network that looks at small patches instead. It must get at least 95% right with no more than "
                "2,000 parameters."
            ),
            _begin(
                DatasetSpec("digits"),
                (LayerSpec("Flatten"), _dense(32, "relu")),
                "Adam",
                0.01,
                batch_size=32,
                epochs=8,
            ),
            _only("layers", "units", "activation", "layer_options", "learning_rate"),
            (
                Check("layer_used", layer="Conv2D"),
                Check("accuracy_at_least", value=0.95),
                Check("parameters_at_most", count=2000),
                _WORDS,
            ),
            hints=(
                Hint(1, N_("A Conv2D layer goes before Flatten.")),
                Hint(
                    2,
                    N_("Most parameters come after Flatten. A MaxPooling2D layer before it leaves a quarter of them."),
                ),
            ),
        ),
    ),
    ReadyAssignment(
        "depth",
        Assignment(
            N_("Small and deep"),
            N_(
                "Two arms wind around each other. The network separates them with 337 parameters.\n\n"
                "Do it with at most 120. Try one wide layer, then two narrow ones: which helps more?"
            ),
            _begin(
                DatasetSpec("spiral"), (_dense(16, "relu"), _dense(16, "relu")), "Adam", 0.01, batch_size=16, epochs=150
            ),
            _only("layers", "units", "activation", "learning_rate", "seed"),
            (Check("accuracy_at_least", value=0.9), Check("parameters_at_most", count=120), _WORDS),
            hints=(
                Hint(2, N_("Two layers with 8 neurons each have 105 parameters.")),
                Hint(4, N_("A small network needs larger steps. Try twice the learning rate.")),
            ),
        ),
    ),
    ReadyAssignment(
        "overfitting",
        Assignment(
            N_("Learn the pattern, not the noise"),
            N_(
                "120 noisy points for training, and a network with more than 4,000 parameters: it memorizes the "
                "noise.\n\n"
                "1. Train it. Where do the two curves part?\n"
                "2. Change the network or the training so that they stay together.\n"
                "3. It must not get worse on the test data."
            ),
            _begin(
                DatasetSpec("moons", samples=200, noise=0.5),
                (_dense(64, "relu"), _dense(64, "relu")),
                "Adam",
                0.01,
                batch_size=8,
                epochs=150,
            ),
            _only("layers", "units", "layer_options", "epochs", "training_options", "learning_rate"),
            (Check("gap_at_most", value=0.08), Check("accuracy_at_least", value=0.8), _WORDS),
            hints=(
                Hint(1, N_("A smaller network can't remember as much.")),
                Hint(3, N_("Or stop before the curves part: train for fewer epochs.")),
            ),
        ),
    ),
    ReadyAssignment(
        "classics",
        Assignment(
            N_("Luck or skill?"),
            N_(
                "A network says from 30 measurements of cells whether a tumor is benign. One run says little: with "
                "other random weights the result is different.\n\n"
                "Train the **same** experiment with three random seeds, and compare. Then explain: is a difference of "
                "one percentage point between two networks worth anything?"
            ),
            _begin(DatasetSpec("breast_cancer"), (_dense(4, "relu"),), "Adam", 0.02, batch_size=32, epochs=8),
            _only("seed"),
            (
                Check("accuracy_at_least", value=0.9),
                Check("same_with_seeds", count=3, spread=0.05),
                Check("explanation", words=25),
            ),
            hints=(Hint(1, N_("The random seed is under *More options*. Change it, and nothing else.")),),
        ),
    ),
    ReadyAssignment(
        "starting",
        Assignment(
            N_("A network that can't start"),
            N_(
                "This network is large enough, its data are simple, and its optimizer is good. Still, it learns "
                "nothing.\n\n"
                "1. Train it, and look at the picture: what do all its neurons have in common?\n"
                "2. Change one option, the same in both layers, so that it learns."
            ),
            _begin(
                DatasetSpec("circle"),
                (_dense(8, "relu", kernel_initializer="Zeros"), _dense(8, "relu", kernel_initializer="Zeros")),
                "Adam",
                0.02,
                batch_size=16,
                epochs=40,
            ),
            _only("layer_options"),
            (Check("accuracy_at_least", value=0.9), _WORDS),
            hints=(
                Hint(1, N_("Neurons that start alike get the same gradient, and stay alike.")),
                Hint(2, N_("Open a layer, then *More options*: how are its first weights drawn?")),
            ),
        ),
    ),
)

READY: Mapping[str, ReadyAssignment] = MappingProxyType({one.lesson: one for one in _READY})
"""All by the name of their lesson, in the lessons' order."""
