"""An experiment as Python code for plain Keras: the text of scripts, notebooks, and of the code beside the network.

Nothing here needs Keras: layers and optimizers are written from the same calls that build them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nnplay.datasets.base import DatasetKind
from nnplay.export.program_data import goes_along, load_code, split_code
from nnplay.export.program_preparation import prepare_code
from nnplay.i18n import ENGLISH, using
from nnplay.models.calls import KerasCall, own_classes
from nnplay.models.layers import show_shape
from nnplay.models.losses import METRICS, LossKind, resolve_loss
from nnplay.models.seeds import layer_seed
from nnplay.models.shapes import trace
from nnplay.spec import NO_CLASS_WEIGHT, ExperimentSpec
from nnplay.tasks import Task
from nnplay.training.by_hand import hand_changes
from nnplay.training.history import History
from nnplay.training.words import show_metric


@dataclass(frozen=True)
class Section:
    """A part of the program.

    Args:
        title: A few words.
        text: What happens and why, as Markdown for a student; one paragraph.
        code: Python; lines that import stand unindented.
    """

    title: str
    text: str
    code: str


@using(ENGLISH)  # what a file says is the same for everybody
def program(spec: ExperimentSpec, history: History | None = None, *, seeds: bool = True) -> list[Section]:
    """The whole experiment.

    Args:
        spec: The experiment.
        history: What happened in nnplay, where that is to be told of.
        seeds: Whether layers get the seeds that nnplay gives them, so that the weights become the same.

    Raises:
        SpecError: If the layers do not fit each other, the data or the loss.
    """
    kind: DatasetKind = spec.dataset.kind
    signature = kind.signature(spec.dataset.options)
    rows = trace(spec).checked().rows
    loss = resolve_loss(spec.training.loss, signature.task)
    along = " The data lie in the file beside this program." if goes_along(spec.dataset) else ""
    scaled = f"\nloss *= {_units(loss)}  # in the target's units" if scales_target(spec) else ""
    return [
        Section("The data", f"{kind.help}{along}", load_code(spec.dataset)),
        Section(
            "Training, validation and test data",
            "The network learns from the training data. During training, the validation data show how it does "
            "on examples that it does not learn from. The test data are used once, at the end.",
            split_code(spec.dataset),
        ),
        Section(
            "Inputs and targets",
            "Whatever is filled in or scaled is computed from the training data alone: the other two parts "
            "stand for data that nobody has seen yet.",
            prepare_code(spec.dataset) + "\n\n" + _targets_code(spec, loss),
        ),
        Section(
            "The network",
            f"{len(rows)} layers with {sum(row.parameters for row in rows):,} parameters. One example has "
            f"{show_shape(signature.input_shape)} numbers.",
            network_code(spec, seeds=seeds),
        ),
        Section("Training", _training_text(spec, history), _training_code(spec)),
        Section("The test", _result_text(history), _test_code(signature.task, scaled)),
    ]


@using(ENGLISH)
def network_code(spec: ExperimentSpec, *, seeds: bool = True) -> str:
    """The network as a compiled `keras.Sequential`.

    Raises:
        SpecError: As `program`.
    """
    signature = spec.dataset.kind.signature(spec.dataset.options)
    rows = trace(spec).checked().rows
    calls = []
    for place, row in enumerate(rows):
        last = place == len(rows) - 1
        call = row.layer.kind.call(row.layer.options, row.name, layer_seed(spec.seed, -1 if last else place))
        calls.append(call if seeds else _without_seeds(call))
    optimizer = spec.training.optimizer
    changed = {
        name: value
        for name, value in optimizer.options.items()
        # What the optimizer would take by itself need not be said.
        if name == "learning_rate" or value != optimizer.kind.complete({})[name]
    }
    made = optimizer.kind.call(changed)
    modules = sorted({"optimizers"}.union(*(call.modules for call in calls)))
    layers = "".join(f"        {call.code(8)},\n" for call in calls)
    loss = resolve_loss(spec.training.loss, signature.task)
    compiled, weights = f'"{loss.name}"', ""
    if scales_target(spec):
        layers += "        # Turns the number into the target's units; see “Inputs and targets”.\n"
        layers += "        layers.Rescaling(target_scale, target_mean),\n"
        weights = f"\n    loss_weights=[1 / {_units(loss)}],  # as if the targets were scaled"
        if loss.name == "huber":
            compiled = "keras.losses.Huber(delta=target_scale)"
    return f"""import keras
from keras import {", ".join(modules)}
{own_layers_code(calls)}
model = keras.Sequential(
    [
        keras.Input({_shape(signature.input_shape)}),
{layers}    ]
)
model.compile(
    optimizer={made.code(4)},
    loss={compiled},{weights}
    metrics=["{METRICS[signature.task]}"],
)"""


def own_layers_code(calls: Iterable[KerasCall]) -> str:
    """The classes of layers that Keras does not have, as Python; empty where all are Keras's own."""
    found = own_classes({call.own for call in calls} - {""})
    return f"\n\n{found}\n\n" if found else ""


def scales_target(spec: ExperimentSpec) -> bool:
    """Whether the target is learned with mean 0 and deviation 1."""
    signature = spec.dataset.kind.signature(spec.dataset.options)
    return signature.task == "regression" and spec.dataset.options.get("target_scaling") == "standard"


def _units(loss: LossKind) -> str:
    """Python for what turns a loss of scaled targets into the target's units."""
    return "target_scale" if loss.power == 1 else f"target_scale**{loss.power}"


def _without_seeds(call: KerasCall) -> KerasCall:
    named = {name: value for name, value in call.named.items() if name != "seed"}
    # Keras draws weights like this by itself.
    named = {
        name: _without_seeds(value) if isinstance(value, KerasCall) else value
        for name, value in named.items()
        if not (isinstance(value, KerasCall) and value.path == "initializers.GlorotUniform")
    }
    return KerasCall(call.path, call.arguments, named)


def _shape(shape: Sequence[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _targets_code(spec: ExperimentSpec, loss: LossKind) -> str:
    signature = spec.dataset.kind.signature(spec.dataset.options)
    parts = "(y_train, y_val, y_test)"
    lines = []
    if spec.training.class_weight != NO_CLASS_WEIGHT:
        lines += [
            "import numpy as np",
            "from sklearn.utils.class_weight import compute_class_weight",
            "",
            "# Where a class has few examples, each of them counts more.",
            "classes = np.unique(y_train)",
            f'weights = compute_class_weight("{spec.training.class_weight}", classes=classes, y=y_train)',
            "class_weight = dict(zip(classes.tolist(), weights.tolist()))",
            "",
        ]
    if scales_target(spec):
        lines += [
            "# The network learns the target with mean 0 and deviation 1.",
            "target_mean, target_scale = float(y_train.mean()), float(y_train.std()) or 1.0",
        ]
    if loss.targets[signature.task] == "one-hot":
        count = len(signature.class_names)
        lines += [
            "import keras",
            "",
            f"y_train, y_val, y_test = (keras.utils.to_categorical(part, {count}) for part in {parts})",
        ]
    else:
        kind = "int64" if loss.targets[signature.task] == "integer" else "float32"
        lines += [f'y_train, y_val, y_test = (part.astype("{kind}") for part in {parts})']
    return "\n".join(lines)


def _training_text(spec: ExperimentSpec, history: History | None) -> str:
    text = (
        "Every epoch goes through all training examples once, in an order of its own. The orders come from a seed, so "
        "that the program trains the same network whenever it is run."
    )
    if history is None:
        return text
    if changes := hand_changes(history):
        text += (
            f" In nnplay this was changed by hand while it trained: {'; '.join(changes)}. The program leaves it out."
        )
    if history.reason not in ("completed", "early", None):
        text += f" In nnplay the training ended after {len(history.epochs)} epochs; here it runs to its end."
    return text


def _training_code(spec: ExperimentSpec) -> str:
    training = spec.training
    callbacks = ["keras.callbacks.LambdaCallback(on_epoch_begin=batches.shuffle),"]
    if training.early_stopping:
        stopping = f'EarlyStopping(monitor="val_loss", patience={training.patience}, restore_best_weights=True)'
        callbacks.append("# Ends when nothing gets better, and keeps the weights of the best epoch.")
        callbacks.append(f"keras.callbacks.{stopping},")
    listed = "".join(f"        {line}\n" for line in callbacks)
    weights = "" if training.class_weight == NO_CLASS_WEIGHT else "    class_weight=class_weight,\n"
    return f'''import math
import keras
import numpy as np


class Batches(keras.utils.PyDataset):
    """The training examples in batches, each epoch in another order."""

    def __init__(self, x, y, batch_size, seed):
        super().__init__()
        self.x, self.y, self.batch_size, self.seed = x, y, batch_size, seed
        self.shuffle(0)

    def shuffle(self, epoch, logs=None):
        self.order = np.random.default_rng([self.seed, epoch]).permutation(len(self.x))

    def __len__(self):
        return math.ceil(len(self.x) / self.batch_size)

    def __getitem__(self, batch):
        places = self.order[batch * self.batch_size : (batch + 1) * self.batch_size]
        return self.x[places], self.y[places]


batches = Batches(x_train, y_train, batch_size={training.batch_size}, seed={spec.seed})
history = model.fit(
    batches,
    epochs={training.epochs},
    shuffle=False,  # the batches see to that
    validation_data=(x_val, y_val),
{weights}    callbacks=[
{listed}    ],
    verbose=2,
)'''


def _result_text(history: History | None) -> str:
    text = "The test data have not been used so far: the result shows what to expect on new examples."
    if history is None or not history.test_metrics:
        return text
    shown = (f"{name.replace('_', ' ')} {show_metric(name, value)}" for name, value in history.test_metrics.items())
    results = ", ".join(shown)
    return f"{text} In nnplay it was: {results}."


def _test_code(task: Task, scaled: str) -> str:
    """Python that tests; `scaled` turns the loss into the target's units, where it is weighted."""
    metric = METRICS[task]
    shown = "{accuracy:.1%}" if metric == "accuracy" else f"{{{metric}:.4g}}"
    return f"""loss, {metric} = model.evaluate(x_test, y_test, verbose=0){scaled}
print(f"Loss on the test data: {{loss:.4g}}")
print(f"{metric.replace("_", " ").capitalize()} on the test data: {shown}")"""


# Imports ----------------------------------------------------------------------------------------

_IMPORT = re.compile(r"(?:import|from) .+")


def parted(code: str) -> tuple[set[str], str]:
    """The lines of code that import, and the rest without blank lines at its ends."""
    lines = code.splitlines()
    imports = {line for line in lines if _IMPORT.fullmatch(line)}
    rest = "\n".join(line for line in lines if line not in imports)
    return imports, re.sub(r"\n{4,}", "\n\n\n", rest).strip("\n")


def import_lines(lines: Iterable[str]) -> str:
    """Import lines in the usual order: Python's own first, then the others; names of one module in one line."""
    plain = {line for line in lines if line.startswith("import ")}
    names: dict[str, set[str]] = {}
    for line in lines:
        if line.startswith("from "):
            module, _, imported = line.removeprefix("from ").partition(" import ")
            names.setdefault(module, set()).update(imported.split(", "))
    named = {f"from {module} import {', '.join(sorted(found))}" for module, found in names.items()}
    blocks = []
    for own in (True, False):
        group = [
            *sorted(line for line in plain if _is_own(line) == own),
            *sorted(line for line in named if _is_own(line) == own),
        ]
        if group:
            blocks.append("\n".join(group))
    return "\n\n".join(blocks)


def _is_own(line: str) -> bool:
    return line.split()[1].split(".")[0] in sys.stdlib_module_names
