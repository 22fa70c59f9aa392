"""What a format declares that a run can leave nnplay in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from nnplay.registry import Kind

if TYPE_CHECKING:
    import keras

    from nnplay.datasets.preprocessing.fitted import Preprocess
    from nnplay.spec import ExperimentSpec
    from nnplay.training.history import History

Values = Mapping[str, Any]


class TrainedRun(Protocol):
    """What a format needs of a run: `nnplay.Run` has it."""

    spec: ExperimentSpec
    history: History
    model: keras.Model
    preprocess: Preprocess | None


@dataclass(frozen=True)
class ExportFormat(Kind):
    """A registered format.

    Args:
        suffix: Ending of the file's name, with its dot.
        mime: Type of the file for a browser.
        write: Writes a run into a file that is not there yet, by the format's options; raises `ExportError` where this
            run cannot leave in this format.
        package: The package that must be installed for it beside nnplay's own; empty for none.
    """

    suffix: str
    mime: str
    write: Callable[[TrainedRun, Path, Values], None]
    package: str = ""
