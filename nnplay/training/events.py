"""What a training tells while it runs: plain data that can be pickled and folded into a history."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nnplay.inspection.results import PictureFrame

Reason = Literal["completed", "early", "stopped", "abandoned", "limit", "diverged"]
"""`"abandoned"`: nobody had the page open any more; `"limit"`: one of `nnplay.limits` was passed."""


@dataclass(frozen=True)
class Queued:
    """The training waits for a free core.

    Args:
        ahead: How many trainings will start before this one.
    """

    ahead: int


@dataclass(frozen=True)
class Started:
    """The training waits no longer: it has a process, which loads data and builds the model."""


PreparingStep = Literal["data", "model", "compile"]
"""What comes before the first batch: data is loaded, the model is built, its steps are traced and compiled."""


@dataclass(frozen=True)
class Preparing:
    """What a training does now before its first batch.

    Args:
        step: That begins; `"compile"` comes after `Prepared`, and its end is the first batch's.
    """

    step: PreparingStep


@dataclass(frozen=True)
class Prepared:
    """Data and model are there; the first epoch begins.

    Args:
        epochs: Planned epochs.
        steps: Batches per epoch.
        examples: Number of examples by part.
        parameters: Parameters of the model.
        execution: How epochs are run: `"compiled"` or `"fit"`; see `nnplay.training.execution`.
        why: Why this was chosen, as a sentence for the student.
    """

    epochs: int
    steps: int
    examples: dict[str, int]
    parameters: int
    execution: str = ""
    why: str = ""


@dataclass(frozen=True)
class BatchEnd:
    """Some batches of an epoch are done.

    Args:
        epoch: Counted from 1.
        batch: Batches of this epoch that are done.
        logs: Loss and metrics of these batches; empty where they are not known.
        seconds: Wall time of one batch, as far as is known; 0 before the second call into TensorFlow has ended.
    """

    epoch: int
    batch: int
    logs: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class EpochEnd:
    """An epoch is done.

    Args:
        epoch: Counted from 1.
        logs: Loss and metrics of the epoch; validation ones begin with `val_`.
        seconds: Wall time of the epoch with its validation, without pauses.
    """

    epoch: int
    logs: dict[str, float]
    seconds: float


MAX_PICTURED_WEIGHTS = 2000
"""Of a network that is called small: the drawing that stands still has the weights of no larger one, a table of weights
shows it whole, and its film has exact numbers."""

MAX_LIVING_WEIGHTS = 50_000
"""Of the largest network on numbers whose picture moves.

Measured: one frame of such a network is 133 kB for the browser (half precision, as text), which is what a session may
get in a second; its maps take the browser about 40 ms while they move and 130 ms at rest. Twice as many weights would
leave one frame in more than three seconds."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network as it is after an epoch, in a form that can be drawn at once.

    Args:
        epoch: Counted from 1; 0 for the initial weights.
        outputs: float32; on data in the plane the (resolution, resolution) map of
            `inspection.boundaries.decision_map`, on a line its predicted values; else None.
        kernels: float32 kernels of the Dense layers by layer name, for small networks only.
        weights: float32, as of a `Frame`, for networks that are filmed; else None.
    """

    epoch: int
    outputs: np.ndarray | None = None
    kernels: dict[str, np.ndarray] = field(default_factory=dict)
    weights: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """The weights of a network on numbers after an epoch, for the film of its picture.

    Args:
        epoch: Counted from 1; 0 for the initial weights.
        weights: (parameters,): all weights in the order of `keras.Model.get_weights`, laid in one row; float32, of a
            network that is not small float16. See `nnplay.training.film.as_frame`.
    """

    epoch: int
    weights: np.ndarray


@dataclass(frozen=True, eq=False)
class WatchedExample:
    """An example that somebody watches going through the network while it is trained.

    Args:
        name: By which what it tells can be told apart from what was told of another one.
        values: float32, as the network takes it, without a batch axis.
    """

    name: str
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class ExampleSeen:
    """What the layers say to the watched example now.

    Args:
        epoch: Epochs that are done, with the part of the one that runs.
        example: The example's name.
        frame: As a picture of the network shows it, with one byte for each number.
    """

    epoch: float
    example: str
    frame: PictureFrame


@dataclass(frozen=True)
class Paused:
    """The training waits for the student.

    Args:
        epoch: The epoch that is under way or comes next, counted from 1.
        batch: Batches of this epoch that are done.
    """

    epoch: int
    batch: int


@dataclass(frozen=True)
class Suspended:
    """A paused training has left its process; it waits on the disk, and goes on from there."""


@dataclass(frozen=True)
class Resumed:
    """A paused training goes on, for good or for one step."""


@dataclass(frozen=True)
class Rewound:
    """The network has its initial weights again, and nothing has been trained."""


@dataclass(frozen=True)
class Relocated:
    """The training has lost its computer, and begins again on another one.

    Args:
        note: What the student should know of that, as whole sentences.
        epochs: That it keeps, because they were trained before it began there.
    """

    note: str
    epochs: int = 0


@dataclass(frozen=True)
class LearningRate:
    """The learning rate has been changed.

    Args:
        epoch: The first epoch that it acts in, counted from 1; it may have begun with another one.
        value: The new one.
    """

    epoch: int
    value: float


@dataclass(frozen=True)
class SetByHand:
    """Weights have been set by hand, or put back; see `Control.set_weights`.

    Args:
        epoch: The first epoch that is trained with them, counted from 1.
        batch: Batches of this epoch that were done before.
        numbers: How many differ now from what training itself had reached here; 0 where all are put back.
    """

    epoch: int
    batch: int
    numbers: int


@dataclass(frozen=True)
class SettingsChanged:
    """The training goes on with other settings; see `nnplay.training.live_change`.

    Args:
        epoch: The first epoch that they act in, counted from 1.
        changes: Each in words.
        spec: The experiment as it is now, as JSON.
    """

    epoch: int
    changes: tuple[str, ...]
    spec: str


@dataclass(frozen=True)
class CheckpointSaved:
    """The weights after an epoch have been saved.

    Args:
        epoch: Counted from 1; 0 for the initial weights.
        dropped: Epochs whose checkpoints went to make room.
    """

    epoch: int
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True)
class FilmEnded:
    """Checkpoints cannot be written any more; training goes on without.

    Args:
        note: What happened, as a sentence for the student.
        kept: Whether those from before are still there.
    """

    note: str
    kept: bool = True


@dataclass(frozen=True)
class Testing:
    """Training is over; the test part is being predicted."""


@dataclass(frozen=True, eq=False)
class Finished:
    """Training has ended in order.

    Args:
        reason: Why it ended.
        best_epoch: The epoch whose weights were kept, counted from 1; the last one without early stopping.
        test_metrics: Loss and metric on the test part; empty where training diverged.
        seconds: Wall time from start to end without pauses; with that of earlier trainings that it went on from.
        sample_indices: Places in the test part of some sample predictions.
        sample_predictions: float32, the network's outputs for them.
        message: What the ending means, where the reason alone does not say it.
        baseline: What the metric would be for a rule without a network that gives one answer for every example: the
            mean of the training part's targets, or its most frequent class.
    """

    reason: Reason
    best_epoch: int
    test_metrics: dict[str, float]
    seconds: float
    sample_indices: tuple[int, ...] = ()
    sample_predictions: np.ndarray | None = None
    message: str = ""
    baseline: float | None = None


@dataclass(frozen=True)
class Failed:
    """Training could not start or go on.

    Args:
        message: Why, as a sentence for the student.
    """

    message: str


Event = (
    Queued
    | Started
    | Preparing
    | Prepared
    | BatchEnd
    | EpochEnd
    | Snapshot
    | Frame
    | ExampleSeen
    | Paused
    | Suspended
    | Resumed
    | Rewound
    | Relocated
    | LearningRate
    | SetByHand
    | SettingsChanged
    | CheckpointSaved
    | FilmEnded
    | Testing
    | Finished
    | Failed
)
