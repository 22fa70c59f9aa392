"""What a format declares that a run can leave nnplay in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from nnplay.models.connectivity import Values
from nnplay.registry import Kind

if TYPE_CHECKING:
    import keras

    from nnplay.datasets.preprocessing.fitted import Preprocess
    from nnplay.spec import ExperimentSpec
    from nnplay.training.history import History


class TrainedRun(Protocol):
    """What a format needs of a run: `nnplay.Run` has it."""

    @property
    def spec(self) -> ExperimentSpec: ...
    @property
    def history(self) -> History: ...
    @property
    def model(self) -> keras.Model: ...
    @property
    def preprocess(self) -> Preprocess | None: ...


@dataclass(frozen=True)
class ExportFormat(Kind):
    """A registered format.

    Args:
        suffix: Ending of the file's name, with its dot.
        mime: Type of the file for a browser.
        write: Writes a run into a file that is not there yet, by the format's options; returns what to know of the
            file, as whole sentences for a student, perhaps none. Raises `ExportError` where this run cannot leave in
            this format.
        package: The package that must be installed for it beside nnplay's own; empty for none.
        packed: Whether, for some experiment, the file is a .zip archive with more files in it.
    """

    suffix: str
    mime: str
    write: Callable[[TrainedRun, Path, Values], str]
    package: str = ""
    packed: Callable[[ExperimentSpec], bool] = lambda spec: False

    def suffix_of(self, spec: ExperimentSpec) -> str:
        """Ending of the file's name for an experiment."""
        return ".zip" if self.packed(spec) else self.suffix

    def mime_of(self, spec: ExperimentSpec) -> str:
        """Type of the file for an experiment."""
        return "application/zip" if self.packed(spec) else self.mime


@dataclass(frozen=True)
class Exported:
    """A file that was written.

    Args:
        path: Where it is.
        note: What to know of it, as whole sentences; may be empty.
    """

    path: Path
    note: str = ""
