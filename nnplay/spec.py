"""One experiment as one frozen value: what the engine is given, and what is stored and read back as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nnplay.choice import DatasetSpec, LayerSpec, OptimizerSpec, check_fields
from nnplay.errors import SpecError
from nnplay.i18n import N_, tr
from nnplay.limits import HOME
from nnplay.registry import LOSSES, Param, show_value

VERSION = 1
"""Version of the JSON form; raised when old experiments would be misread."""

MAX_LAYERS = 50

AUTO_LOSS = N_("auto")
NO_CLASS_WEIGHT = N_("none")


class _LossNames:
    """The losses and `auto`, read when they are needed."""

    def __iter__(self) -> Iterator[str]:
        yield AUTO_LOSS
        yield from LOSSES


TRAINING_PARAMS: dict[str, Param] = {
    param.name: param
    for param in (
        Param(
            "loss",
            "choice",
            AUTO_LOSS,
            N_("What training minimizes. 'auto' uses the usual loss for the task."),
            choices=_LossNames(),
        ),
        Param(
            "batch_size",
            "integer",
            32,
            N_("How many examples the network sees before each update of its weights."),
            minimum=1,
            maximum=8192,
        ),
        Param(
            "epochs",
            "integer",
            20,
            N_("How many times training goes through all training examples."),
            minimum=1,
            maximum=HOME.epochs,
        ),
        Param(
            "early_stopping",
            "boolean",
            False,
            N_(
                "Stop when the validation loss has not improved for some epochs, and keep the weights of the best "
                "epoch."
            ),
        ),
        Param(
            "patience",
            "integer",
            5,
            N_("How many epochs early stopping waits for the validation loss to improve."),
            minimum=1,
            maximum=1000,
        ),
        Param(
            "class_weight",
            "choice",
            NO_CLASS_WEIGHT,
            N_(
                "How much each example counts. 'balanced' gives every class the same total weight: where a class has "
                "few examples, each of them counts more."
            ),
            label=N_("Class weights"),
            choices=(NO_CLASS_WEIGHT, N_("balanced")),
        ),
    )
}

SEED = Param(
    "seed",
    "integer",
    0,
    N_("The number that all random choices of training come from: the same seed gives the same weights."),
    label=N_("Random seed"),
    minimum=0,
    maximum=2**31 - 1,
)


@dataclass(frozen=True)
class TrainingSpec:
    """How the network is trained. Options as declared in `TRAINING_PARAMS`.

    Raises:
        SpecError: If a value is out of its bounds.
    """

    optimizer: OptimizerSpec
    loss: str = TRAINING_PARAMS["loss"].default
    batch_size: int = TRAINING_PARAMS["batch_size"].default
    epochs: int = TRAINING_PARAMS["epochs"].default
    early_stopping: bool = TRAINING_PARAMS["early_stopping"].default
    patience: int = TRAINING_PARAMS["patience"].default
    class_weight: str = TRAINING_PARAMS["class_weight"].default

    def __post_init__(self) -> None:
        _check_type(self.optimizer, OptimizerSpec, "optimizer")
        for name, param in TRAINING_PARAMS.items():
            object.__setattr__(self, name, param.check(getattr(self, name)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back."""
        plain = {name: getattr(self, name) for name in TRAINING_PARAMS}
        return {"optimizer": self.optimizer.to_dict(), **plain}

    @classmethod
    def from_dict(cls, data: Any) -> TrainingSpec:
        """The training that `to_dict` wrote; see `ExperimentSpec.from_dict`."""
        check_fields(data, tr("The training"), required=("optimizer",), optional=tuple(TRAINING_PARAMS))
        optimizer = _located(OptimizerSpec.from_dict, data["optimizer"], "optimizer")
        return cls(optimizer, **{name: data[name] for name in TRAINING_PARAMS if name in data})


@dataclass(frozen=True)
class ExperimentSpec:
    """A whole experiment: data, hidden layers, training and seed.

    The output layer is not among `layers`: it follows from the dataset's task.

    Example:
        >>> spec = ExperimentSpec(
        ...     DatasetSpec("moons", noise=0.2),
        ...     (LayerSpec("Dense", units=8, activation="tanh"),),
        ...     TrainingSpec(OptimizerSpec("Adam", learning_rate=0.01), epochs=50),
        ... )
        >>> ExperimentSpec.from_json(spec.to_json()) == spec
        True

    Raises:
        SpecError: If there are too many layers or the seed is out of its bounds. Whether the
            layers fit each other is for `nnplay.models.shapes.trace` to say.
    """

    dataset: DatasetSpec
    layers: tuple[LayerSpec, ...]
    training: TrainingSpec
    seed: int = SEED.default

    def __post_init__(self) -> None:
        _check_type(self.dataset, DatasetSpec, "dataset")
        _check_type(self.training, TrainingSpec, "training")
        if not isinstance(self.layers, tuple | list):
            raise SpecError(
                tr("The layers must be a list. Received: {layers}", layers=show_value(self.layers)), ("layers",)
            )
        for index, layer in enumerate(self.layers):
            _check_type(layer, LayerSpec, "layers", index)
        object.__setattr__(self, "layers", tuple(self.layers))
        object.__setattr__(self, "seed", SEED.check(self.seed))
        _check_depth(len(self.layers))

    def with_dataset(self, dataset: DatasetSpec) -> ExperimentSpec:
        """The same experiment on other data."""
        return replace(self, dataset=dataset)

    def with_layers(self, layers: tuple[LayerSpec, ...]) -> ExperimentSpec:
        """The same experiment with other layers."""
        return replace(self, layers=layers)

    def with_training(self, **changes: Any) -> ExperimentSpec:
        """The same experiment with some of its training options changed."""
        try:
            training = replace(self.training, **changes)
        except SpecError as error:
            raise error.under("training") from None
        return replace(self, training=training)

    def with_seed(self, seed: int) -> ExperimentSpec:
        """The same experiment with other random choices."""
        return replace(self, seed=seed)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back."""
        return {
            "version": VERSION,
            "dataset": self.dataset.to_dict(),
            "layers": [layer.to_dict() for layer in self.layers],
            "training": self.training.to_dict(),
            "seed": self.seed,
        }

    def to_json(self, indent: int | None = None) -> str:
        """JSON text that `from_json` reads back."""
        return json.dumps(self.to_dict(), indent=indent)

    @classmethod
    def from_dict(cls, data: Any) -> ExperimentSpec:
        """The experiment that `to_dict` wrote.

        Raises:
            SpecError: If fields are missing, unknown or wrong, or the version is not known;
                `where` is the path to the cause.
        """
        check_fields(
            data, tr("The experiment"), required=("version", "dataset", "layers", "training"), optional=("seed",)
        )
        version = data["version"]
        if type(version) is not int or version != VERSION:  # True == 1
            raise SpecError(
                tr(
                    "This experiment has version {version}; this nnplay reads version {version2}.",
                    version=show_value(version),
                    version2=VERSION,
                ),
                ("version",),
            )
        if not isinstance(data["layers"], list | tuple):
            raise SpecError(
                tr("The layers must be a list. Received: {data}", data=show_value(data["layers"])), ("layers",)
            )
        _check_depth(len(data["layers"]))
        layers = []
        for index, layer in enumerate(data["layers"]):
            try:
                layers.append(LayerSpec.from_dict(layer))
            except SpecError as error:
                raise SpecError(
                    tr("Layer {index}: {message}", index=index + 1, message=error.message),
                    ("layers", index, *error.where),
                ) from None
        return cls(
            dataset=_located(DatasetSpec.from_dict, data["dataset"], "dataset"),
            layers=tuple(layers),
            training=_located(TrainingSpec.from_dict, data["training"], "training"),
            seed=data.get("seed", SEED.default),
        )

    @classmethod
    def from_json(cls, text: str) -> ExperimentSpec:
        """The experiment that `to_json` wrote.

        Raises:
            SpecError: If the text is not JSON, or as `from_dict` says.
        """
        try:
            data = json.loads(text)
        except (ValueError, TypeError, RecursionError) as error:
            raise SpecError(tr("This is not JSON: {error}.", error=error)) from None
        return cls.from_dict(data)

    def to_link(self) -> str:
        """The text that stands for the experiment in a link, behind `?x=`; see `nnplay.link.to_link`.

        Raises:
            LinkError: If the data are a file of the student's own, or the text would be too long.
        """
        from nnplay import to_link  # stands above, and knows the presets

        return to_link(self)

    @classmethod
    def from_link(cls, text: str) -> ExperimentSpec:
        """The experiment that `to_link` wrote; see `nnplay.link.from_link`.

        Raises:
            LinkError: If the text is damaged, or from another version of nnplay.
        """
        from nnplay import from_link

        return from_link(text)


def _located(read: Any, data: Any, name: str) -> Any:
    try:
        return read(data)
    except SpecError as error:
        raise error.under(name) from None


def _check_type(value: Any, expected: type, *where: str | int) -> None:
    if not isinstance(value, expected):
        raise SpecError(
            tr("This must be of type {name}. Received: {value}", name=expected.__name__, value=show_value(value)), where
        )


def _check_depth(layers: int) -> None:
    if layers > MAX_LAYERS:
        raise SpecError(
            tr(
                "A network may have at most {max_layers} layers here, this one has {layers:,}.",
                max_layers=MAX_LAYERS,
                layers=layers,
            ),
            ("layers",),
        )
