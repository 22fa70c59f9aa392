"""Trains the reader that ships with nnplay: `python -m nnplay.digit_reader.train`.

It learns from MNIST and from pen strokes of 20 people, drawn again as the canvas's strokes are, each a little turned,
slanted, stretched and bent, with pens of several widths. From drawings that are no digits it learns to say so: in
training an eleventh sum, always 0, stands for `none of these` beside the ten sums of the digits. The ten probabilities
of such a drawing are pulled towards a tenth each (D. Hendrycks, M. Mazeika, T. Dietterich 2018, Deep Anomaly Detection
with Outlier Exposure, https://arxiv.org/abs/1812.04606).

Whole writers, and whole kinds of non-digits, are kept aside. Four writers and some images of MNIST set the threshold;
with `--select` they are measured, which is how layers and options were chosen. What it reaches on the strokes of the
six others is measured once, at the end. The same network is then trained on MNIST's digits alone, to compare.

Needs mnist.npz, pendigits-orig.tra and Fashion-MNIST's test images in the folder that NNPLAY_DATA_DIR names; writes
`weights.npz` and `reader.json` into `nnplay/digit_reader`. With one seed the same computer gives the same weights.
"""

from __future__ import annotations

import argparse
import gzip
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from nnplay.datasets.kinds import digits, fashion_cifar
from nnplay.datasets.store import data_files
from nnplay.digit_reader import classifier, measure, pendigits
from nnplay.digit_reader.classifier import Answers
from nnplay.digit_reader.learning_set import DRAWN_TIMES, NONE, SEED, LabeledPictures, drawn, moved, others
from nnplay.models.build import build_model
from nnplay.models.shapes import trace
from nnplay.sketch import mnist
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec

TEST_WRITERS, ASIDE_WRITERS, ASIDE_IMAGES = 6, 4, 4000
"""How many of the 30 writers are kept aside to measure, and how many of them and of MNIST's training images to choose
by and to set the threshold."""

REFUSED = 0.015
"""The share of the digits kept aside that the threshold may refuse; the goal for new ones is at most 0.02."""

PER_EPOCH, NON_DIGITS_PER_EPOCH = 26_000, 18_000
"""So many images of MNIST, so many drawings and so many non-digits are taken in an epoch, others each time."""

EVEN_WEIGHT = 0.3
"""How much it counts in training that a non-digit's probabilities are even, beside that it is refused."""

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


class Batches(keras.utils.PyDataset):
    """Some examples of each source, others in each epoch; the first source's are moved a little.

    Args:
        sources: LabeledPictures, and how many of them an epoch takes.
    """

    def __init__(self, *sources: tuple[LabeledPictures, int]) -> None:
        super().__init__()
        self._x, self._y = (np.concatenate([getattr(part, name) for part, _ in sources]) for name in "xy")
        self._taken = [(len(part.y), taken) for part, taken in sources]
        self._rng = np.random.default_rng(SEED)
        self.on_epoch_end()

    def __len__(self) -> int:
        return len(self._order) // SPEC.training.batch_size

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        size = SPEC.training.batch_size
        places = self._order[index * size : (index + 1) * size]
        x = self._x[places].astype(np.float32) / 255
        first, _ = self._taken[0]
        for place in np.flatnonzero((places < first) & (self._rng.random(size) < MOVED_SHARE)):
            x[place] = moved(x[place], self._rng)
        return x[..., None], self._y[places]

    def on_epoch_end(self) -> None:
        """Draws the examples of the next epoch and their order."""
        order, start = [], 0
        for count, taken in self._taken:
            order.append(start + self._rng.permutation(count)[:taken])
            start += count
        self._order = self._rng.permutation(np.concatenate(order))


def loss(labels: Any, sums: Any) -> Any:
    """Cross-entropy with an eleventh sum of 0 for non-digits; of these, also of a tenth each with the probabilities."""
    labels = keras.ops.cast(keras.ops.reshape(labels, (-1,)), "int32")
    eleven = keras.ops.concatenate([sums, keras.ops.zeros_like(sums[:, :1])], axis=1)
    right = keras.losses.sparse_categorical_crossentropy(labels, eleven, from_logits=True)
    uneven = keras.ops.logsumexp(sums, axis=1) - keras.ops.mean(sums, axis=1)
    return right + EVEN_WEIGHT * keras.ops.cast(labels == NONE, sums.dtype) * uneven


def train(batches: Batches, epochs: int, report: Callable[[keras.Model], str]) -> keras.Model:
    """The trained network, its weights rounded to float16 as they are stored."""
    start = time.perf_counter()
    keras.utils.set_random_seed(SEED)
    model = build_model(SPEC)
    output = model.layers[-1]
    output.activation = keras.activations.linear  # the loss wants the sums
    rate = SPEC.training.optimizer["learning_rate"]
    schedule = keras.optimizers.schedules.CosineDecay(
        0.1 * rate, len(batches) * epochs, warmup_target=rate, warmup_steps=300, alpha=0.01
    )
    model.compile(optimizer=keras.optimizers.Adam(schedule), loss=loss)

    def told(epoch: int, logs: Any) -> None:
        seconds = time.perf_counter() - start
        print(f"epoch {epoch + 1}: loss {logs['loss']:.4f}, {report(model)}{seconds:.0f} s", flush=True)

    model.fit(
        batches, epochs=epochs, verbose=0, shuffle=False, callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=told)]
    )
    model.set_weights([weights.astype(np.float16).astype(np.float32) for weights in model.get_weights()])
    return model


def asker(model: keras.Model) -> measure.Answerer:
    """What the network that `train` gave says to inputs."""

    def ask(inputs: np.ndarray) -> Answers:
        sums = model.predict(inputs, batch_size=500, verbose=0)
        evidence = np.logaddexp.reduce(sums, axis=1)
        return Answers(np.exp(sums - evidence[:, None]), evidence)

    return ask


def threshold_of(ask: measure.Answerer, *aside: LabeledPictures) -> float:
    """The evidence below which no more than the share `REFUSED` of the digits of each source lies."""
    return min(float(np.quantile(ask(_inputs(part.x)).evidence, REFUSED)) for part in aside)


def _inputs(x: np.ndarray) -> np.ndarray:
    return x[..., None].astype(np.float32) / 255


def clothes() -> np.ndarray:
    """Fashion-MNIST's test images, uint8 (10000, 28, 28)."""
    file = data_files.find_file(fashion_cifar.FASHION_FILES[2])
    return np.frombuffer(gzip.decompress(file.read_bytes()), np.uint8, offset=16).reshape(-1, mnist.SIZE, mnist.SIZE)


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
    test, aside = writers[:TEST_WRITERS], writers[TEST_WRITERS : TEST_WRITERS + ASIDE_WRITERS]
    learned = [digit for digit in written if digit.writer not in {*test, *aside}]
    raw = digits.read_mnist(data_files.find_file(digits.MNIST_FILE))
    assert raw.x_test is not None
    assert raw.y_test is not None
    every = LabeledPictures(raw.x[..., 0], raw.y)
    images, images_aside = every.part(slice(-ASIDE_IMAGES)), every.part(slice(-ASIDE_IMAGES, None))
    pen_aside = drawn([digit for digit in written if digit.writer in aside])
    wrong = others(learned, images)
    print(f"{len(wrong.y):,} non-digits are drawn", flush=True)
    batches = Batches((images, PER_EPOCH), (drawn(learned, DRAWN_TIMES), PER_EPOCH), (wrong, NON_DIGITS_PER_EPOCH))

    def report(model: keras.Model) -> str:
        if not arguments.select:
            return ""
        said = asker(model)(_inputs(pen_aside.x))
        return f"accuracy to choose by {np.mean(said.probabilities.argmax(axis=1) == pen_aside.y):.4f}, "

    model = train(batches, arguments.epochs, report)
    ask = asker(model)
    threshold = threshold_of(ask, pen_aside, images_aside)
    tried = [(digit.label, digit.strokes) for digit in written if digit.writer in (aside if arguments.select else test)]
    kinds = measure.all_kinds(tried, clothes())
    refused = [kind.refused(ask, threshold) for kind in kinds]
    look_alikes = measure.look_alikes(tried).refused(ask, threshold)
    for found in (*refused, look_alikes):
        print(found, flush=True)
    if arguments.select:
        for name, part in (("pen", pen_aside), ("MNIST", images_aside)):
            print(measure.read(ask, name, _inputs(part.x)[..., 0], part.y, threshold))
        return
    measured = [digit for digit in written if digit.writer in test]
    pen_test = drawn(measured)
    pen = measure.read(ask, "strokes of people it never saw", _inputs(pen_test.x)[..., 0], pen_test.y, threshold)
    mnist_test = measure.read(ask, "MNIST's test images", raw.x_test[..., 0] / 255, raw.y_test, threshold)
    ways = measure.otherwise(ask, measured, threshold)
    for one in (pen, mnist_test, *ways):
        print(one, flush=True)

    alone = asker(train(Batches((images, PER_EPOCH)), arguments.epochs, lambda model: ""))
    said = alone(_inputs(pen_test.x)).probabilities.argmax(axis=1)
    read = ask(_inputs(pen_test.x)).probabilities.argmax(axis=1)
    nines = pen_test.y == 9
    facts = classifier.Facts(
        spec=SPEC.with_training(epochs=arguments.epochs).to_dict(),
        parameters=trace(SPEC).parameters,
        mnist_images=len(images.y),
        pen_strokes=len(learned),
        writers=len({digit.writer for digit in learned}),
        drawn_times=DRAWN_TIMES,
        non_digits=len(wrong.y),
        threshold=round(threshold, 4),
        test_writers=sorted(test),
        pen=pen,
        mnist=mnist_test,
        otherwise=ways,
        kinds=refused,
        look_alikes=look_alikes,
        mnist_only_accuracy=round(float((said == pen_test.y).mean()), 5),
        nines=int(nines.sum()),
        nines_wrong=int((read[nines] != 9).sum()),
        mnist_only_nines_wrong=int((said[nines] != 9).sum()),
        mnist_only_nines_as_three=int((said[nines] == 3).sum()),
        mnist_only_sure=measure.sure_share(alone, kinds),
    )
    classifier.store([weights.astype(np.float16) for weights in model.get_weights()], facts)
    print(facts)


if __name__ == "__main__":
    main()
