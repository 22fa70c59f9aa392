"""Training against the engine of TensorFlow Playground, computed again in NumPy: equal first weights, equal losses.

What that engine does is in https://github.com/tensorflow/playground/blob/master/src/nn.ts: derivatives of one example
after the other are summed, and after each batch every weight moves against their mean. docs/compare.md has the rest.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from nnplay.datasets import prepare
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training import compiled_epochs, fit_epochs
from nnplay.training.control import Control
from nnplay.training.events import Event, Frame
from nnplay.training.fit_epochs import permutation
from nnplay.training.run import run_experiment
from tests.training.test_run import use_execution

RATE, BATCH, EPOCHS, SEED = 0.03, 10, 8, 5
DERIVATIVES: dict[str, tuple[Any, Any]] = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "linear": (lambda z: z, np.ones_like),
}


class Page:
    """That engine: 64 bits, one example after the other.

    Args:
        weights: Kernel and bias of each layer in turn.
        hidden, output: Activations.
        l1, l2: Its regularization rate, where one is on.
        whole: Whether the weights of the output are regularized too, as on that page.
    """

    def __init__(
        self, weights: list[np.ndarray], hidden: str, output: str, l1: float = 0, l2: float = 0, whole: bool = True
    ) -> None:
        self.kernels = [weight.astype(float) for weight in weights[::2]]
        self.biases = [weight.astype(float) for weight in weights[1::2]]
        self.names = [hidden] * (len(self.kernels) - 1) + [output]
        self.l1, self.l2, self.whole = l1, l2, whole
        self.dead = [np.zeros(kernel.shape, bool) for kernel in self.kernels]

    def forward(self, x: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        sums, outputs = [], [x]
        for kernel, bias, name in zip(self.kernels, self.biases, self.names, strict=True):
            sums.append(outputs[-1] @ kernel + bias)
            outputs.append(DERIVATIVES[name][0](sums[-1]))
        return sums, outputs

    def loss(self, x: np.ndarray, y: np.ndarray) -> float:
        """The mean of half the squared errors."""
        return float(
            np.mean([0.5 * (self.forward(each)[1][-1][0] - target) ** 2 for each, target in zip(x, y, strict=True)])
        )

    def learn(self, x: np.ndarray, y: np.ndarray) -> None:
        """One batch."""
        kernels, biases = [np.zeros_like(each) for each in self.kernels], [np.zeros_like(each) for each in self.biases]
        for each, target in zip(x, y, strict=True):
            sums, outputs = self.forward(each)
            towards = outputs[-1] - target
            for place in reversed(range(len(self.kernels))):
                towards = towards * DERIVATIVES[self.names[place]][1](sums[place])
                biases[place] += towards
                kernels[place] += np.outer(outputs[place], towards)
                towards = self.kernels[place] @ towards
        for place, kernel in enumerate(self.kernels):
            regularized = self.whole or place < len(self.kernels) - 1
            pull = (self.l1 * np.sign(kernel) + self.l2 * kernel) * regularized
            moved = kernel - RATE * kernels[place] / len(x)
            shrunk = moved - RATE * pull
            self.dead[place] |= (moved * shrunk < 0) & bool(self.l1)
            self.kernels[place] = shrunk
            self.biases[place] -= RATE * biases[place] / len(x)

    def train(self, x: np.ndarray, y: np.ndarray) -> list[float]:
        """The loss after each epoch, over the orders that nnplay takes."""
        losses = []
        for epoch in range(EPOCHS):
            order = permutation(SEED, epoch, len(x))
            for begin in range(0, len(x), BATCH):
                places = order[begin : begin + BATCH]
                self.learn(x[places], y[places])
            losses.append(self.loss(x, y))
        assert not any(dead.any() for dead in self.dead), "that page holds such a weight at 0; Keras lets it pass"
        return losses


CASES = {
    "circle": ("circle", ("x", "y"), "tanh", 0.0, 0.0),
    "circle with all inputs": ("circle", ("x", "y", "x²", "y²", "xy", "sin x", "sin y"), "tanh", 0.0, 0.0),
    "xor with L1": ("xor", ("x", "y", "xy"), "relu", 0.001, 0.0),
    "gauss with L2": ("gaussians", ("x", "y"), "sigmoid", 0.0, 0.03),
    "spiral, compiled, with L2": ("spiral", ("x", "y", "sin x", "sin y"), "tanh", 0.0, 0.001),
    "plane": ("plane", ("x", "y"), "linear", 0.0, 0.0),
    "bumps": ("gaussian_bumps", ("x", "y", "xy"), "tanh", 0.0, 0.0),
}


def data_of(name: str, features: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, str]:
    """Inputs and targets of the training part, a whole number of batches; classes are -1 and 1 as on that page."""
    data = prepare(DatasetSpec(name, samples=100, noise=0.1, features=list(features)))
    count = len(data.x_train) // BATCH * BATCH
    x, y = data.x_train[:count], data.y_train[:count].astype(np.float32)
    return x, (y if data.task == "regression" else 2 * y - 1), data.task


@pytest.mark.sweep
@pytest.mark.parametrize("case", CASES)
def test_epochs_give_the_loss_curve_of_that_page(case: str) -> None:
    name, features, hidden, l1, l2 = CASES[case]
    x, y, task = data_of(name, features)
    output = "linear" if task == "regression" else "tanh"
    # Its L2 is half the square.
    decay = keras.regularizers.L1L2(l1, l2 / 2)
    layers = [
        keras.layers.Dense(units, activation, kernel_regularizer=decay, kernel_initializer="glorot_normal")
        for units, activation in ((4, hidden), (2, hidden), (1, output))
    ]
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((len(features),)), *layers])
    model.compile(keras.optimizers.SGD(RATE), lambda true, said: keras.ops.square(said - true) / 2)
    page = Page(model.get_weights(), hidden, output, l1, l2)
    losses: list[float] = []

    def measure(epoch: int, logs: Any = None) -> None:
        said = np.asarray(model(x))[:, 0]
        losses.append(float(np.mean((said - y) ** 2) / 2))

    execution: Any = compiled_epochs if "compiled" in case else fit_epochs
    execution.fit(
        model,
        (x, y[:, None]),
        (x, y[:, None]),
        batch_size=BATCH,
        epochs=EPOCHS,
        seed=SEED,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=measure)],
    )
    np.testing.assert_allclose(losses, page.train(x, y), rtol=5e-4)
    np.testing.assert_allclose(model.get_weights()[0], page.kernels[0], rtol=1e-3, atol=1e-4)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["gaussian_bumps", "xor"])
def test_a_whole_experiment_from_given_weights_does_too(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Our squared error is not halved: half the rate is the same step. Our output of two classes is a sigmoid."""
    use_execution(monkeypatch, "fit")
    spec = ExperimentSpec(
        DatasetSpec(name, samples=100, noise=0.0),
        (LayerSpec("Dense", units=3, activation="tanh", l2=0.01),),
        TrainingSpec(
            OptimizerSpec("SGD", learning_rate=RATE / 2), batch_size=BATCH, epochs=EPOCHS, loss="mean_squared_error"
        ),
        seed=SEED,
    )
    data = prepare(spec.dataset)
    assert len(data.x_train) % BATCH == 0
    weights = [weight / 2 + 0.1 for weight in build_model(spec).get_weights()]
    control, frames = Control(), {}
    control.set_weights(np.concatenate([weight.ravel() for weight in weights]))

    def emit(event: Event) -> None:
        if isinstance(event, Frame):
            frames[event.epoch] = event.weights

    run = run_experiment(spec, emit, control)
    page = Page(weights, "tanh", "linear" if data.task == "regression" else "sigmoid", l2=0.01, whole=False)
    np.testing.assert_allclose(frames[0], np.concatenate([weight.ravel() for weight in weights]), rtol=1e-6)
    losses = page.train(data.x_train, data.y_train.astype(float))
    penalty = 0.01 * np.sum(page.kernels[0] ** 2)
    told = run.history.columns["val_loss"][-1]
    assert told == pytest.approx(2 * page.loss(data.x_val, data.y_val.astype(float)) + penalty, rel=5e-4)
    assert losses[-1] < losses[0]
    assert run.history.by_hand
