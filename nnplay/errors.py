"""The errors that nnplay raises on purpose, each with a sentence that a student can act on."""

from __future__ import annotations

from typing import Any

from nnplay.i18n import Retellable, tr


class NnplayError(Exception):
    """Base of all errors that nnplay raises on purpose.

    Args:
        message: What is wrong, as one or two whole sentences.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self._message = message

    @property
    def message(self) -> str:
        """What is wrong. Raised where no language was known, as in the engine, it is said in the reader's now."""
        return tr(self._message) if isinstance(self._message, Retellable) else self._message


class SpecError(NnplayError):
    """An experiment that cannot be.

    Args:
        message: What is wrong.
        where: Path to the cause inside the experiment, e.g. `("layers", 2, "units")`;
            pages show the message beside the control that it names.
    """

    def __init__(self, message: str, where: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.where = where

    def under(self, *parents: str | int) -> SpecError:
        """The same error with its path continued upwards."""
        return SpecError(self._message, (*parents, *self.where))

    def __reduce__(self) -> tuple[Any, ...]:
        return (SpecError, (self._message, self.where))


class LinkError(NnplayError):
    """A link that holds no experiment, or an experiment that no link can hold."""


class AssignmentError(NnplayError):
    """An assignment that can't be.

    Args:
        message: What is wrong.
        where: Path to the cause inside the assignment, e.g. `("goals", 0, "value")`.
    """

    def __init__(self, message: str, where: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.where = where

    def __reduce__(self) -> tuple[Any, ...]:
        return (AssignmentError, (self._message, self.where))


class ExportError(NnplayError):
    """A run that can't leave in the format that was asked for."""


class ResultError(NnplayError):
    """A result code or a hand-in that isn't accepted."""


class ClassroomError(NnplayError):
    """A class that can't be opened, joined or kept, or something in it that isn't allowed."""


class DataError(NnplayError):
    """Data that cannot be found, read or used."""


class TrainingError(NnplayError):
    """A training that cannot start or go on."""


class EngineError(NnplayError):
    """The training engine did not answer as it should."""


class UnwantedError(EngineError):
    """A question was given up because nobody waits for its answer any more."""


class SketchError(NnplayError):
    """A drawing that cannot be read."""


class BlankSketchError(SketchError):
    """A canvas with nothing on it."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or tr("Draw something."))
