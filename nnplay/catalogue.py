"""Ready experiments, each with its source and what it should reach.

Their specs alone are `nnplay.presets`; a module of that name would hide them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nnplay.i18n import N_, translated
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec


@translated("title", "about", "source", "expected", "goal")
@dataclass(frozen=True)
class Preset:
    """An experiment that is known to work.

    Args:
        name: Its key in `nnplay.presets`.
        title: What a page calls it.
        about: What it shows, for a student.
        source: Where it comes from, as Markdown.
        expected: What it should reach on the test data, and who has seen it.
        spec: The experiment.
        goal: A task to do by hand in the picture of the network, done when every training point is told right; empty
            for none.
    """

    name: str
    title: str
    about: str
    source: str
    expected: str
    spec: ExperimentSpec
    goal: str = ""


def _dense(units: int, activation: str = "relu") -> LayerSpec:
    return LayerSpec("Dense", units=units, activation=activation)


def _conv(filters: int, **options: object) -> LayerSpec:
    return LayerSpec("Conv2D", filters=filters, kernel_size=3, activation="relu", **options)


def _training(optimizer: str, learning_rate: float, batch_size: int, epochs: int) -> TrainingSpec:
    return TrainingSpec(OptimizerSpec(optimizer, learning_rate=learning_rate), batch_size=batch_size, epochs=epochs)


_POOL = LayerSpec("MaxPooling2D", pool_size=2)
_FLATTEN = LayerSpec("Flatten")
_MNIST = DatasetSpec("mnist")

_PRESETS = (
    Preset(
        "digits-cnn",
        N_("Small handwritten digits, convolution"),
        N_("Two convolution layers read digits of 8 × 8 pixels. No download needed."),
        N_(
            "nnplay; data: [scikit-learn's "
            "digits](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html)"
        ),
        N_("98.0–98.9% on the test data in five runs with different seeds."),
        ExperimentSpec(
            DatasetSpec("digits"),
            (
                _conv(16, padding="same"),
                _conv(32, padding="same"),
                _POOL,
                _FLATTEN,
                _dense(64),
            ),
            _training("Adam", 0.002, 32, 12),
        ),
    ),
    Preset(
        "spiral",
        N_("Two spirals in the plane"),
        N_("Two classes wound around each other. No straight line can separate them, but two small hidden layers can."),
        N_("Data as in [TensorFlow Playground](https://github.com/tensorflow/playground)"),
        N_("99% on the test data in five runs with different seeds."),
        ExperimentSpec(
            DatasetSpec("spiral"),
            (_dense(16), _dense(16)),
            _training("Adam", 0.01, 16, 300),
        ),
    ),
    Preset(
        "xor-by-hand",
        N_("Solve XOR by hand"),
        N_(
            "A task without training: press *Reset*, then set the weights and biases yourself until every point is "
            "classified correctly. Each hidden unit draws one line; the output unit combines them."
        ),
        "nnplay",
        N_("100%, by hand or trained: 100% on the test data in five runs with different seeds."),
        ExperimentSpec(
            DatasetSpec("corners", samples=200, noise=0.0),
            (_dense(2, "tanh"),),
            _training("SGD", 0.3, 10, 100),
        ),
        goal=N_("Your task: set the weights by hand until all training points are classified correctly."),
    ),
    Preset(
        "bumps",
        N_("Hills and hollows in the plane"),
        N_("A number for each point instead of a class: three hills, three hollows, and flat land in between."),
        N_("Data as in [TensorFlow Playground](https://github.com/tensorflow/playground)"),
        N_("A mean squared error of 0.022 to 0.030 on the test data in five runs with different seeds."),
        ExperimentSpec(
            DatasetSpec("gaussian_bumps"),
            (_dense(16, "tanh"), _dense(16, "tanh")),
            _training("Adam", 0.01, 16, 300),
        ),
    ),
    Preset(
        "line",
        N_("A line through points"),
        N_("One neuron without an activation finds the slope and the intercept of a noisy line."),
        "nnplay",
        N_(
            "Slope and intercept within 0.02 of the least-squares line and a mean squared error of 1.2 to 1.3 in five "
            "runs with different seeds."
        ),
        ExperimentSpec(DatasetSpec("line"), (), _training("SGD", 0.005, 16, 60)),
    ),
    Preset(
        "wine",
        N_("Which grape is in the wine?"),
        N_(
            "Tell three grape varieties apart by 13 numbers from a chemical analysis. Switch the scaling off to see it "
            "fail."
        ),
        N_(
            "nnplay; data: [scikit-learn's wine]"
            "(https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_wine.html)"
        ),
        N_("91–100% on the test data of 45 wines in five runs with different seeds."),
        ExperimentSpec(DatasetSpec("wine"), (_dense(16),), _training("Adam", 0.01, 16, 40)),
    ),
    Preset(
        "penguins",
        N_("Which penguin is it?"),
        N_(
            "Four measurements, two words and some gaps. Island and sex become numbers that are 0 or 1, and a missing "
            "value is replaced by the mean of its column. The Data page shows each step."
        ),
        N_("nnplay; data: [palmerpenguins](https://allisonhorst.github.io/palmerpenguins/)"),
        N_(
            "98.8–100% on the test data of 86 penguins in five runs with seeds 0 to 4. Scikit-learn's logistic "
            "regression reaches 98.8%: a simple problem needs no deep network."
        ),
        ExperimentSpec(DatasetSpec("penguins"), (_dense(8),), _training("Adam", 0.01, 16, 40)),
    ),
    Preset(
        "pima-mlp",
        N_("Diabetes from eight numbers"),
        N_("A first network on a real table: eight measurements of a patient, one answer. The inputs are not scaled."),
        N_(
            "Network and data as in Jason Brownlee, [Your First Deep Learning Project in Python with Keras]"
            "(https://machinelearningmastery.com/tutorial-first-neural-network-python-keras/)"
        ),
        N_("70–75% in its source; 64–76%, 72% on average, in ten runs with different seeds."),
        ExperimentSpec(
            DatasetSpec("pima", test_size=0.25, split_seed=87, stratify=False, scaling="none"),
            (_dense(12), _dense(8)),
            _training("Adam", 0.001, 1, 150),
        ),
    ),
    Preset(
        "pima-clean",
        N_("Diabetes from cleaned numbers"),
        N_(
            "The same network. Impossible zeros are replaced by medians, and every input is scaled to mean 0 and "
            "standard deviation 1. Undo one of the two steps to see which one helps."
        ),
        N_("nnplay; network and data as in `pima-mlp`"),
        N_(
            "73–79% in ten runs with different seeds. Over ten other splits: 76.6% on average, 76.5% with the zeros "
            "left in, 68.1% without scaling."
        ),
        ExperimentSpec(
            DatasetSpec("pima", zeros_missing=True, test_size=0.25, split_seed=87, stratify=False, scaling="standard"),
            (_dense(12), _dense(8)),
            _training("Adam", 0.001, 16, 40),
        ),
    ),
    Preset(
        "housing",
        N_("What homes cost in California"),
        N_(
            "Predict the price of homes in a district from income, age, size and location, with one hidden layer of 30 "
            "units."
        ),
        N_(
            "Aurélien Géron, *Hands-On Machine Learning*, 2nd edition, O'Reilly 2019, [chapter "
            "10](https://github.com/ageron/handson-ml2/blob/master/10_neural_nets_with_keras.ipynb); same split"
        ),
        N_("A mean squared error of 0.42 on the test data in its source; 0.41–0.44 in five runs with different seeds."),
        ExperimentSpec(
            DatasetSpec("housing", target_scaling="none", test_size=0.25, validation_size=0.25, split_seed=42),
            (_dense(30),),
            _training("SGD", 0.001, 32, 20),
        ),
    ),
    Preset(
        "table-mlp",
        N_("A table with everything"),
        N_(
            "Tell three kinds of herbs apart by their measurements. This made-up table has row numbers, a date, a "
            "category, missing values and decimal commas. Replace it with your own."
        ),
        "nnplay",
        N_("92–100% on the test data in five runs with different seeds."),
        ExperimentSpec(DatasetSpec("table"), (_dense(16), _dense(8)), _training("Adam", 0.01, 16, 25)),
    ),
    Preset(
        "text-rnn",
        N_("Which language is it?"),
        N_(
            "A recurrent network reads number words letter by letter, such as *siebenundzwanzig*, and names the "
            "language. Type words of your own above the network, and watch it read them."
        ),
        "nnplay",
        N_(
            "90–96% on the test words in three runs with different seeds. Counting letters without their order reaches "
            "89–92%."
        ),
        ExperimentSpec(
            DatasetSpec("number_words"),
            (LayerSpec("Embedding", input_dim=64, output_dim=8), LayerSpec("GRU", units=16)),
            _training("Adam", 0.01, 16, 20),
        ),
    ),
    Preset(
        "text-attention",
        N_("Who does it?"),
        N_(
            "*The dog chases the cat*, *the cat is chased by the dog*: attention finds out who does it. Remove "
            "*PositionEmbedding* to see that attention alone knows no order."
        ),
        "nnplay",
        N_("100% on the test sentences in three runs with different seeds; 44–49% without PositionEmbedding."),
        ExperimentSpec(
            DatasetSpec("sentences"),
            (
                LayerSpec("Embedding", input_dim=32, output_dim=8),
                LayerSpec("PositionEmbedding"),
                LayerSpec("SelfAttention", num_heads=1, key_dim=8),
                LayerSpec("GlobalAveragePooling1D"),
                _dense(16),
            ),
            _training("Adam", 0.01, 16, 20),
        ),
    ),
    Preset(
        "mnist-mlp",
        N_("MNIST with dense layers and dropout"),
        N_("Two wide dense layers look at all 784 pixels at once."),
        N_("[Keras 2 examples, mnist_mlp.py](https://github.com/keras-team/keras/blob/keras-2/examples/mnist_mlp.py)"),
        N_("98% on MNIST's test set."),
        ExperimentSpec(
            _MNIST,
            (
                _FLATTEN,
                _dense(512),
                LayerSpec("Dropout", rate=0.2),
                _dense(512),
                LayerSpec("Dropout", rate=0.2),
            ),
            _training("RMSprop", 0.001, 128, 20),
        ),
    ),
    Preset(
        "mnist-cnn",
        N_("MNIST with convolution and dropout"),
        N_("Two convolution layers and one pooling layer. 1.2 million weights, most of them after Flatten."),
        N_(
            "[Keras 2 examples, mnist_cnn.py](https://github.com/keras-team/keras/blob/keras-2/examples/mnist_cnn.py). "
            "The learning rate of 1.0 was Adadelta's default in 2018; Keras 3's 0.001 does not learn here."
        ),
        N_("99.0% on MNIST's test set after 6 epochs."),
        ExperimentSpec(
            _MNIST,
            (
                _conv(32),
                _conv(64),
                _POOL,
                LayerSpec("Dropout", rate=0.25),
                _FLATTEN,
                _dense(128),
                LayerSpec("Dropout", rate=0.5),
            ),
            _training("Adadelta", 1.0, 128, 6),
        ),
    ),
    Preset(
        "mnist-convnet",
        N_("MNIST with three convolution layers"),
        N_(
            "Convolution and pooling in turn. Less than a quarter of the weights of one dense layer, and more right "
            "answers."
        ),
        N_("François Chollet, *Deep Learning with Python*, Manning 2017, section 5.1"),
        N_("99.1% on MNIST's test set."),
        ExperimentSpec(
            _MNIST,
            (_conv(32), _POOL, _conv(64), _POOL, _conv(64), _FLATTEN, _dense(64)),
            _training("RMSprop", 0.001, 64, 5),
        ),
    ),
    Preset(
        "mnist-dense",
        N_("MNIST with one dense layer"),
        N_("One hidden layer of 512 units. Remove it, and the output layer alone still reads about 92%."),
        N_("François Chollet, *Deep Learning with Python*, Manning 2017, section 2.1"),
        N_("98% on MNIST's test set."),
        ExperimentSpec(_MNIST, (_FLATTEN, _dense(512)), _training("RMSprop", 0.001, 128, 5)),
    ),
    Preset(
        "fashion-cnn",
        N_("Clothes with one convolution layer"),
        N_("Shirt, pullover or coat? Grey pictures as small as MNIST's, and harder to tell apart."),
        N_(
            "A course notebook found in many copies, author unknown; data: [Zalando "
            "Research](https://github.com/zalandoresearch/fashion-mnist)"
        ),
        N_("90% on the test set in its source; 90.7% in one run of 50 epochs."),
        ExperimentSpec(
            DatasetSpec("fashion_mnist", validation_size=0.2, split_seed=12345, stratify=False),
            (_conv(32), _POOL, _FLATTEN, _dense(32)),
            _training("Adam", 0.001, 512, 50),
        ),
    ),
    Preset(
        "cifar-cnn",
        N_("Color photos with three convolution layers"),
        N_("Ten kinds of animals and vehicles in color photographs of 32 × 32 pixels."),
        N_(
            "[TensorFlow tutorial, Convolutional Neural Network](https://www.tensorflow.org/tutorials/images/cnn), "
            "which trains on all 50,000 images"
        ),
        N_("Over 70% on the test set in its source; not measured here."),
        ExperimentSpec(
            DatasetSpec("cifar10"),
            (_conv(32), _POOL, _conv(64), _POOL, _conv(64), _FLATTEN, _dense(64)),
            _training("Adam", 0.001, 32, 10),
        ),
    ),
)

CATALOGUE: Mapping[str, Preset] = MappingProxyType({preset.name: preset for preset in _PRESETS})
"""The presets with their stories, by name."""

SPECS: Mapping[str, ExperimentSpec] = MappingProxyType({preset.name: preset.spec for preset in _PRESETS})
"""The presets' experiments alone: `nnplay.presets[name]`."""

DEFAULT = "spiral"
"""The experiment that a new session begins with."""

FINE_TUNING = TrainingSpec(OptimizerSpec("Adam", learning_rate=0.0003), batch_size=8, epochs=12)
"""How a trained network is trained further on a few examples of your own: in small steps, to keep what it knows."""


def fine_tuned(spec: ExperimentSpec, dataset: DatasetSpec) -> ExperimentSpec:
    """A trained network's experiment as it goes on with other data: the same layers and loss, `FINE_TUNING`'s steps.

    Train it with the stored run of that network as `base`.
    """
    if spec.dataset.options.get("shuffle_pixels"):  # what it knows is tied to that order
        dataset = dataset.with_options(shuffle_pixels=True)
    return spec.with_dataset(dataset).with_training(
        optimizer=FINE_TUNING.optimizer,
        batch_size=FINE_TUNING.batch_size,
        epochs=FINE_TUNING.epochs,
        early_stopping=False,
    )
