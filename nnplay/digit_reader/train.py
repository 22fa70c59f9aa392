"""Trains the reader that ships with nnplay: `python -m nnplay.digit_reader.train`.

It learns from MNIST and from pen strokes of 24 people, drawn again as the canvas's strokes are, each a little turned,
slanted, stretched and bent, with pens of several widths. Whole writers are kept aside: what it reaches on the strokes
of the six others is measured once, at the end. With `--select`, four of the 24 are kept aside too and measured
instead, which is how its layers and options were chosen. The same network is then trained on MNIST alone, to compare.

Needs mnist.npz and pendigits-orig.tra in the folder that NNPLAY_DATA_DIR names; writes `weights.npz` and
`reader.json` into `nnplay/digit_reader`. With one seed the same computer gives the same weights.
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from scipy import ndimage

from nnplay.datasets.kinds import digits
from nnplay.datasets.store import data_files
from nnplay.digit_reader import classifier, pendigits
from nnplay.models.build import build_model
from nnplay.models.shapes import trace
from nnplay.sketch import Strokes, mnist, to_input
from nnplay.sketch.distort import distort
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec

SEED = 7
TEST_WRITERS, SELECTION_WRITERS = 6, 4
"""How many of the 30 writers are kept aside to measure, and to choose by."""

DRAWN_TIMES = 7
"""How often each stroke is drawn for training, each time otherwise."""

PER_EPOCH = 30_000
"""So many images of MNIST and so many drawings are taken in an epoch, others each time."""

PENS = (1.7, 3.1)
"""Widths of the pen in pixels of 28 x 28, from the thinnest to the thickest."""

MOVED_SHARE = 0.6
"""Of MNIST's images: so many are moved a little in each epoch."""


def _conv(filters: int) -> LayerSpec:
    return LayerSpec("Conv2D", filters=filters, kernel_size=3, padding="same", activation="relu")


_POOL = LayerSpec("MaxPooling2D", pool_size=2)

SPEC = ExperimentSpec(
    DatasetSpec("mnist"),
    (
        _conv(16),
        _conv(32),
        _POOL,
        _conv(32),
        _conv(48),
        _POOL,
        _conv(64),
        _POOL,
        LayerSpec("Flatten"),
        LayerSpec("Dropout", rate=0.3),
        LayerSpec("Dense", units=96, activation="relu"),
    ),
    TrainingSpec(OptimizerSpec("Adam", learning_rate=0.002), batch_size=128, epochs=8),
    seed=SEED,
)


@dataclass(frozen=True, eq=False)
class Pictures:
    """Images with labels: uint8 (n, 28, 28), ink from 0 to 255, and int64 (n,)."""

    x: np.ndarray
    y: np.ndarray


def moved(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A (28, 28) image turned up to 10°, slanted, stretched, and moved up to a pixel."""
    angle = np.radians(rng.uniform(-10, 10))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, 0], [rng.uniform(-0.2, 0.2), 1]]) @ np.diag(np.exp(rng.uniform(-0.12, 0.12, 2)))
    centre = np.full(2, mnist.CENTRE)
    return ndimage.affine_transform(image, matrix, centre - matrix @ centre + rng.uniform(-1, 1, 2), order=1)


def drawn(written: list[pendigits.WrittenDigit], times: int = 0) -> Pictures:
    """Pictures of strokes, as the drawing page makes them; with `times`, each so often and each time otherwise."""
    rng = np.random.default_rng(SEED)

    def otherwise(strokes: Strokes) -> np.ndarray:
        pen = rng.uniform(*PENS)
        # Centred less exactly: that is quicker, and more of what it learns from differs.
        return mnist.centre_strokes(mnist.fit_strokes(distort(strokes, rng), pen), pen, rounds=2)

    if times:
        x = [otherwise(digit.strokes) for digit in written for _ in range(times)]
    else:
        x = [to_input(digit.strokes, (mnist.SIZE, mnist.SIZE)) for digit in written]
    labels = np.repeat([digit.label for digit in written], times or 1).astype(np.int64)
    return Pictures(np.rint(np.array(x) * 255).astype(np.uint8), labels)


class Batches(keras.utils.PyDataset):
    """Some images of MNIST and, where there are any, some drawings, others in each epoch."""

    def __init__(self, mnist_images: Pictures, drawings: Pictures | None = None) -> None:
        super().__init__()
        every = [mnist_images, *([drawings] if drawings else [])]
        self._x, self._y = np.concatenate([part.x for part in every]), np.concatenate([part.y for part in every])
        self._mnist = len(mnist_images.y)
        self._rng = np.random.default_rng(SEED)
        self.on_epoch_end()

    def __len__(self) -> int:
        return len(self._order) // SPEC.training.batch_size

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        size = SPEC.training.batch_size
        places = self._order[index * size : (index + 1) * size]
        x = self._x[places].astype(np.float32) / 255
        for place in np.flatnonzero((places < self._mnist) & (self._rng.random(size) < MOVED_SHARE)):
            x[place] = moved(x[place], self._rng)
        return x[..., None], self._y[places]

    def on_epoch_end(self) -> None:
        """Draws the examples of the next epoch and their order."""
        orders = [self._rng.permutation(self._mnist), self._mnist + self._rng.permutation(len(self._x) - self._mnist)]
        self._order = self._rng.permutation(np.concatenate([order[:PER_EPOCH] for order in orders]))


def train(batches: Batches, epochs: int, watched: Pictures | None) -> keras.Model:
    """The trained network, its weights rounded to float16 as they are stored."""
    start = time.perf_counter()
    keras.utils.set_random_seed(SEED)
    model = build_model(SPEC)
    rate = SPEC.training.optimizer["learning_rate"]
    schedule = keras.optimizers.schedules.CosineDecay(
        0.1 * rate, len(batches) * epochs, warmup_target=rate, warmup_steps=300, alpha=0.01
    )
    model.compile(optimizer=keras.optimizers.Adam(schedule), loss="sparse_categorical_crossentropy")

    def report(epoch: int, logs: Any) -> None:
        seen = f", accuracy to choose by {np.mean(answers(model, watched) == watched.y):.4f}" if watched else ""
        print(f"epoch {epoch + 1}: loss {logs['loss']:.4f}{seen}, {time.perf_counter() - start:.0f} s", flush=True)

    told = keras.callbacks.LambdaCallback(on_epoch_end=report)
    model.fit(batches, epochs=epochs, verbose=0, shuffle=False, callbacks=[told])
    model.set_weights([weights.astype(np.float16).astype(np.float32) for weights in model.get_weights()])
    return model


def answers(model: keras.Model, pictures: Pictures) -> np.ndarray:
    """The digit that a network reads in each picture."""
    return model.predict(pictures.x[..., None].astype(np.float32) / 255, verbose=0).argmax(axis=1)


def main() -> None:
    """Trains, measures, and writes the reader's two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--select", action="store_true", help="measure on the writers to choose by; write nothing")
    parser.add_argument("--epochs", type=int, default=SPEC.training.epochs)
    parser.add_argument("--threads", type=int, default=2, help="cores that one operation of TensorFlow uses")
    arguments = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)

    written = pendigits.read(Path(os.environ.get(data_files.DATA_FOLDER, ".")) / pendigits.FILE)
    writers = np.random.default_rng(SEED).permutation(sorted({digit.writer for digit in written})).tolist()
    test, selection = writers[:TEST_WRITERS], writers[TEST_WRITERS : TEST_WRITERS + SELECTION_WRITERS]
    aside = {*test, *selection} if arguments.select else {*test}
    learned = [digit for digit in written if digit.writer not in aside]
    measured = [digit for digit in written if digit.writer in (selection if arguments.select else test)]
    raw = digits.read_mnist(data_files.find_file(digits.MNIST_FILE))
    assert raw.x_test is not None
    assert raw.y_test is not None
    mnist_train, mnist_test = Pictures(raw.x[..., 0], raw.y), Pictures(raw.x_test[..., 0], raw.y_test)
    if arguments.select:  # by images of the training set
        mnist_test = Pictures(mnist_train.x[-5000:], mnist_train.y[-5000:])
        mnist_train = Pictures(mnist_train.x[:-5000], mnist_train.y[:-5000])
    pen_test = drawn(measured)

    model = train(
        Batches(mnist_train, drawn(learned, DRAWN_TIMES)), arguments.epochs, pen_test if arguments.select else None
    )
    pen, digit = (answers(model, part) == part.y for part in (pen_test, mnist_test))
    print(f"writers never seen: {pen.mean():.4f} of {len(pen):,} drawings; MNIST: {digit.mean():.4f}", flush=True)
    if arguments.select:
        return
    alone = answers(train(Batches(mnist_train), arguments.epochs, None), pen_test)
    nines = pen_test.y == 9
    facts = classifier.Facts(
        spec=SPEC.with_training(epochs=arguments.epochs).to_dict(),
        parameters=trace(SPEC).parameters,
        mnist_images=len(mnist_train.y),
        pen_strokes=len(learned),
        writers=len({digit.writer for digit in learned}),
        drawn_times=DRAWN_TIMES,
        test_writers=sorted(test),
        test_strokes=len(measured),
        pen_accuracy=round(float(pen.mean()), 5),
        test_images=len(mnist_test.y),
        mnist_accuracy=round(float(digit.mean()), 5),
        mnist_only_accuracy=round(float((alone == pen_test.y).mean()), 5),
        mnist_only_nines_wrong=int((alone[nines] != 9).sum()),
        mnist_only_nines_as_three=int((alone[nines] == 3).sum()),
        nines_wrong=int((~pen[nines]).sum()),
        nines=int(nines.sum()),
    )
    classifier.store([weights.astype(np.float16) for weights in model.get_weights()], facts)
    print(facts)


if __name__ == "__main__":
    main()
