"""One experiment from spec to trained model, as an ordinary synchronous function."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import tensorflow as tf

from nnplay.datasets import Dataset, prepare
from nnplay.datasets.kinds import digits
from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.errors import DataError, TrainingError
from nnplay.i18n import tr
from nnplay.models.build import build_model
from nnplay.models.losses import resolve_loss
from nnplay.models.shapes import trace
from nnplay.spec import NO_CLASS_WEIGHT, TRAINING_PARAMS, ExperimentSpec, TrainingSpec
from nnplay.training import compiled_epochs, fit_epochs, live_change, suspension
from nnplay.training.callback import Reporter
from nnplay.training.checkpoints import CheckpointWriter
from nnplay.training.control import Control, TrainingSuspended
from nnplay.training.early_stopping import EarlyStopping, state_of
from nnplay.training.ending import Examiner, ending, examine, store
from nnplay.training.events import Event, Prepared, Preparing, SettingsChanged, Suspended, Testing
from nnplay.training.execution import choose_execution, evaluation_batch, steps_per_execution
from nnplay.training.history import History
from nnplay.training.pictures import is_filmed, snapshot_taker
from nnplay.training.shared_tensor import shared_tensor
from nnplay.training.signals import SettingsWanted, TrainingEnded
from nnplay.training.stored import Run, load_weights, reinitialize, restore_state
from nnplay.training.suspension import Suspension


@dataclass
class _Recorder:
    """Passes events on and keeps the history of them."""

    emit: Callable[[Event], None]
    history: History = field(default_factory=History)

    def __call__(self, event: Event) -> None:
        self.history.apply(event)
        self.emit(event)


def run_experiment(
    spec: ExperimentSpec,
    emit: Callable[[Event], None] = lambda event: None,
    control: Control | None = None,
    folder: Path | None = None,
    base: Path | None = None,
) -> Run:
    """Loads the data, builds the model, trains and tests it.

    Args:
        spec: The experiment.
        emit: Takes each event as it happens.
        control: Through which another thread can pause, step or stop it, or change its learning rate.
        folder: Where checkpoints are stored meanwhile, and the run before its end is told; nowhere if None.
        base: Folder of a stored network of the same layers whose weights it starts from (fine-tuning), whatever
            data they were trained on; new ones if None.

    Raises:
        SpecError: If the layers do not fit each other, the data, or the weights to start from.
        DataError: If the data or the weights to start from cannot be had.
        TrainingError: If there is no memory for it.
    """
    return _train(spec, emit, control or Control(), folder, None, base)


def continue_experiment(
    folder: Path,
    epochs: int,
    emit: Callable[[Event], None] = lambda event: None,
    control: Control | None = None,
) -> Run:
    """Trains a stored run for more epochs and stores it again; the earlier one stays until then.

    Weights, optimizer, orders of the examples and random generators go on, so that the result is that
    of one longer training. With early stopping it goes on from the best epoch's weights. The run's
    spec then has the number of all its epochs.

    Args:
        folder: Of the stored run.
        epochs: How many more: at least 1.
        emit, control: As in `run_experiment`; epochs count on.

    Raises:
        DataError: If the run cannot be read, or as `run_experiment`.
        SpecError: If the epochs are too many in all.
        TrainingError: If the run had diverged, or there is no memory for it.
    """
    earlier = Run.load(Path(folder))
    if earlier.history.reason == "diverged":
        raise TrainingError(
            tr(
                "This training diverged: its weights are no longer finite numbers, so it cannot go on. Train it again "
                "with a lower learning rate."
            )
        )
    spec = earlier.spec.with_training(epochs=TRAINING_PARAMS["epochs"].check(epochs) + len(earlier.history.epochs))
    return _train(spec, emit, control or Control(), Path(folder), earlier)


def resume_experiment(
    folder: Path, emit: Callable[[Event], None] = lambda event: None, control: Control | None = None
) -> Run:
    """Goes on with a training that was paused and has left its process; it waits until `control` wants otherwise.

    It ends as if it had never paused, with the same numbers. What it has told is not told again.

    Args:
        folder: The run's folder.
        emit, control: As in `run_experiment`.

    Raises:
        DataError: If nothing waits there, or as `run_experiment`.
        TrainingError: If there is no memory for it.
    """
    suspended = Suspension.load(Path(folder))
    suspension.remove(Path(folder))
    control = control or Control()
    control.has_run(suspended.running_seconds)
    base = Path(suspended.base) if suspended.base else None
    return _train(suspended.spec, emit, control, Path(folder), None, base, suspended)


def _train(
    spec: ExperimentSpec,
    emit: Callable[[Event], None],
    control: Control,
    folder: Path | None,
    earlier: Run | None,
    base: Path | None = None,
    suspended: Suspension | None = None,
) -> Run:
    """Trains to the end, with other settings from the epoch on where they are wanted."""
    while True:
        made = _train_with(spec, emit, control, folder, earlier, base, suspended)
        if isinstance(made, Run):
            return made
        spec, earlier, suspended = made.spec, None, made


def _train_with(
    spec: ExperimentSpec,
    emit: Callable[[Event], None],
    control: Control,
    folder: Path | None,
    earlier: Run | None,
    base: Path | None,
    suspended: Suspension | None,
) -> Run | Suspension:
    """Trains to the end, or to where it shall go on with other settings."""
    start = time.perf_counter()
    goes_on = suspended.goes_on if suspended else earlier is not None
    record = _Recorder(emit, earlier.history.go_on() if earlier else suspended.history if suspended else History())
    done = len(record.history.epochs)
    rows = trace(spec).checked().rows
    # Not the shared data, and no raw images beside it: a process trains once, and several do at a time.
    emit(Preparing("data"))
    data = prepare(spec.dataset)
    emit(Preparing("model"))
    digits.kept_images.clear()
    x_train = shared_tensor(data.x_train)
    # Of large data, one copy is enough: the array now shows the tensor's memory.
    data = replace(data, x_train=np.asarray(memoryview(x_train)))
    training = spec.training
    loss = resolve_loss(training.loss, data.task)
    steps = -(-len(data.x_train) // training.batch_size)
    execution = choose_execution(rows, replace(training, epochs=training.epochs - done), len(data.x_train))
    per_call = steps_per_execution(rows, training.batch_size, steps) if execution.name == "fit" else 1
    if suspended and not suspended.changes:  # in the way in which it was begun, so that it ends with the same numbers
        execution = replace(execution, name=suspended.execution)  # type: ignore[arg-type]
        per_call = suspended.per_call
    target = data.preprocess.target
    units = loss.in_units(target)
    model = build_model(spec, target, steps_per_execution=per_call)
    if earlier:
        restore_state(model, earlier)
    elif suspended:
        suspended.give(model)
    elif base:
        load_weights(model, base)
    evaluated = evaluation_batch(rows, per_call)

    def targets(y: np.ndarray) -> np.ndarray:
        if loss.targets[data.task] == "one-hot":
            return one_hot(y, len(data.class_names)).astype("float32")
        return y.astype("int64" if loss.targets[data.task] == "integer" else "float32")

    examples = {"training": len(data.x_train), "validation": len(data.x_val), "test": len(data.x_test)}
    if suspended and suspended.changes:
        record(SettingsChanged(done + 1, suspended.changes, spec.to_json()))
    if not suspended or suspended.changes:
        record(Prepared(training.epochs, steps, examples, model.count_params(), execution.name, execution.why))
    checkpoints = (
        CheckpointWriter(folder, spec, model.get_weights, record, goes_on, target, resumes=suspended is not None)
        if folder
        else None
    )

    def reinitialize_model() -> None:
        nonlocal start
        reinitialize(model, spec)
        if base:
            load_weights(model, base)
        start = time.perf_counter()

    stopper = EarlyStopping(training.patience, record.history, units) if training.early_stopping else None

    def state_now(batches: int, seconds: float) -> Suspension:
        state = Suspension(
            spec,
            record.history,
            goes_on,
            str(base or ""),
            execution.name,
            per_call,
            reporter.epochs_done,
            batches,
            reporter.epoch_seconds_so_far,
            seconds,
            control.running_seconds,
            state_of(stopper) if stopper else None,
        )
        state.take(model)
        state.arrays["own"] = reporter.hand.own or []
        return state

    def suspend(batches: int) -> None:
        """Leaves this process, unless there is no room on the disk, or a wish has come meanwhile."""
        assert folder
        state = state_now(batches, reporter.seconds_since(start))
        try:
            state.save(folder)
        except (DataError, OSError):
            control.stay()
            return
        if control.close():
            record(Suspended())
            raise TrainingSuspended
        suspension.remove(folder)

    reporter = Reporter(
        record,
        control,
        snapshot_taker(model, data),
        done,
        checkpoints,
        reinitialize_model,
        units,
        suspend if folder else None,
        suspended,
        films=is_filmed(model, data),
    )
    if suspended:
        start = time.perf_counter() - suspended.seconds
        reporter.hand.own = suspended.arrays["own"] or None
        if stopper:
            stopper.resumed = suspended.stopper
    try:
        {"compiled": compiled_epochs, "fit": fit_epochs}[execution.name].fit(
            model,
            (x_train, targets(data.y_train), *_weights(training, data)),
            (data.x_val, targets(data.y_val)),
            batch_size=training.batch_size,
            epochs=training.epochs,
            seed=spec.seed,
            callbacks=[*([stopper] if stopper else []), reporter],
            initial_epoch=done,
            initial_batch=suspended.batches if suspended else 0,
            validation_batch_size=evaluated,
            warm_up=control.prepares,
        )
    except TrainingEnded:
        pass  # the reporter knows why
    except SettingsWanted as wanted:
        state = state_now(0, time.perf_counter() - start - reporter.paused_seconds)
        other = ExperimentSpec.from_json(wanted.spec).with_training(optimizer=training.optimizer)
        state.changes = live_change.changes(spec, other) or ()
        if state.changes:
            state.spec = other
        return state
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        raise TrainingError(
            tr(
                "There is not enough memory for this network and batch size. Use a smaller batch, fewer units or fewer "
                "filters."
            )
        ) from error
    reporter.snapshot()
    control.begin_test()
    record(Testing())
    reason, best_epoch = ending(reporter, stopper, training.epochs)
    finished = examine(
        model,
        data,
        targets,
        Examiner(control, evaluated),
        reason,
        best_epoch,
        start + reporter.paused_seconds - record.history.total_seconds,
        reporter.message,
        units,
    )
    run = Run(spec, record.history.copy(), model, preprocess=data.preprocess)
    run.history.apply(finished)
    if folder is not None:
        store(run, folder, finished, record.history, checkpoints)
    record(finished)
    return run


def _weights(training: TrainingSpec, data: Dataset) -> tuple[np.ndarray, ...]:
    """How much each training example counts, float32 (n,), where they do not count the same."""
    if training.class_weight == NO_CLASS_WEIGHT:
        return ()
    from sklearn.utils.class_weight import compute_sample_weight

    return (compute_sample_weight(training.class_weight, data.y_train).astype(np.float32),)
