"""Every choice in nnplay, declared once: its name, default, bounds and help.

Widgets, validation, documentation and tests read these declarations. The registries at the end
are filled by the modules named as their providers, which are imported on the first look-up.
"""

from __future__ import annotations

import difflib
import importlib
import math
import numbers
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from nnplay.errors import SpecError
from nnplay.i18n import N_, tr, translated

LONGEST_NAME = 200
"""Of the names in a list; a spec goes into links, files and the memory of every page."""

TITLES = frozenset(
    {
        *(N_("Units"), N_("Filters"), N_("Kernel size"), N_("Padding"), N_("Pool size"), N_("Size"), N_("Rate")),
        *(N_("Interpolation"), N_("Height factor"), N_("Width factor"), N_("Fill mode"), N_("Mode"), N_("Momentum")),
        *(N_("Epsilon"), N_("Scale"), N_("Offset"), N_("Nesterov"), N_("Rho"), N_("Weight decay"), N_("Samples")),
        *(N_("Noise"), N_("Slope"), N_("Intercept"), N_("Target scaling"), N_("Separator"), N_("Encoding")),
        *(N_("Categories"), N_("Thousands"), N_("Decimals"), N_("Target"), N_("Task"), N_("Left out"), N_("Kept")),
        *(N_("Activation"), N_("Batch size"), N_("Classes"), N_("Epochs"), N_("Factor"), N_("File"), N_("Inputs")),
        *(N_("Layer"), N_("Learning rate"), N_("Loss"), N_("Pixels"), N_("Scaling")),
        *(N_("Length"), N_("Vocabulary"), N_("Title"), N_("Quantization"), N_("Early stopping"), N_("Patience")),
    }
)
"""What `Param.title` makes of names, so that translators know of it."""

ParamKind = Literal["integer", "number", "log", "boolean", "choice", "several", "text"]


@translated("help", "label")
@dataclass(frozen=True)
class Param:
    """One declared choice.

    Args:
        name: Its key in JSON and in Python, in Keras's or scikit-learn's spelling.
        kind: `"log"` is a number that is best moved in factors, such as a learning rate; `"several"` is a tuple of
            different names, of any names where it declares no choices.
        default: Its value where nothing is said.
        help: One or two sentences for a student.
        label: What the widget says; made from `name` where empty.
        minimum, maximum: Inclusive bounds of a number, of how many `"several"` are, or of the length of a text.
        slider: The part of the bounds that a slider offers, where that is less than all.
        step: How far one click moves a number.
        choices: The values of a `"choice"` or of `"several"`: names, or the registry whose names they are.
        advanced: Whether a page may keep it folded away.
    """

    name: str
    kind: ParamKind
    default: Any
    help: str
    label: str = ""
    minimum: float | None = None
    maximum: float | None = None
    slider: tuple[float, float] | None = None
    step: float | None = None
    choices: Iterable[str] = ()
    advanced: bool = False

    @property
    def title(self) -> str:
        """The label that a page shows."""
        return self.label or tr(self.name.replace("_", " ").capitalize())

    @property
    def values(self) -> tuple[str, ...]:
        """The names that a `"choice"` or each of `"several"` may take."""
        return tuple(self.choices)

    def shown(self, name: str) -> str:
        """One of the values as a page says it. Names of a registry are those of Keras, and others a person's own."""
        return name if isinstance(self.choices, Registry) or not self.choices else tr(name)

    def check(self, value: Any) -> Any:
        """The value in its canonical type.

        Raises:
            SpecError: If it has another type or lies outside of the bounds.
        """
        if self.kind == "boolean":
            if not isinstance(value, bool):
                raise self._error(tr("true or false"), value)
            return value
        if self.kind == "choice":
            if not isinstance(value, str) or value not in self.values:
                close = closest(value, self.values)
                hint = tr(" (did you mean {close!r}?)", close=close) if close else ""
                raise self._error(tr("one of {values}{hint}", values=", ".join(self.values), hint=hint), value)
            return str(value)
        if self.kind == "several":
            return self._check_several(value)
        if self.kind == "text":
            if not isinstance(value, str) or not self._fits(len(value)):
                raise self._error(tr("a text with {bounds} characters", bounds=self._bounds()), value)
            return value
        return self._check_number(value)

    def _check_several(self, value: Any) -> tuple[str, ...]:
        expected = tr("a list of different names")
        if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
            raise self._error(expected, value)
        if len(set(value)) != len(value):
            raise self._error(expected, value)
        known = self.values
        for name in value:
            if known and name not in known:
                raise self._error(tr("names among {known}", known=", ".join(known)), value)
        if not self._fits(len(value)):
            raise self._error(tr("a list of {bounds} names", bounds=self._bounds()), value)
        if any(len(name) > LONGEST_NAME for name in value):
            raise self._error(
                tr("a list of names with at most {longest_name} characters each", longest_name=LONGEST_NAME), value
            )
        # In declared order, so that equal choices are equal values.
        return tuple(sorted(value, key=known.index)) if known else tuple(value)

    def _fits(self, size: int) -> bool:
        return (self.minimum or 0) <= size <= (math.inf if self.maximum is None else self.maximum)

    def _check_number(self, value: Any) -> int | float:
        expected = tr("a whole number") if self.kind == "integer" else tr("a number")
        # numbers.Real, so that NumPy's numbers are taken too.
        is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not is_number or not (isinstance(value, numbers.Integral) or math.isfinite(value)):
            raise self._error(expected, value)
        if self.kind == "integer" and value != int(value):
            raise self._error(expected, value)
        too_small = self.minimum is not None and value < self.minimum
        too_large = self.maximum is not None and value > self.maximum
        if too_small or too_large:
            raise self._error(self._bounds(), value)
        try:
            return int(value) if self.kind == "integer" else float(value)
        except OverflowError:  # a whole number beyond all floats, where no bound caught it
            raise self._error(tr("a number that a computer can calculate with"), value) from None

    def _bounds(self) -> str:
        if self.maximum is None:
            return tr("at least {minimum:,.12g}", minimum=self.minimum)
        if self.minimum is None:
            return tr("at most {maximum:,.12g}", maximum=self.maximum)
        return tr("between {minimum:,.12g} and {maximum:,.12g}", minimum=self.minimum, maximum=self.maximum)

    def _error(self, expected: str, value: Any) -> SpecError:
        return SpecError(
            tr(
                "{title} must be {expected}. Received: {name}={value}",
                title=self.title,
                expected=expected,
                name=self.name,
                value=show_value(value),
            ),
            (self.name,),
        )


@translated("help", "label")
@dataclass(frozen=True)
class Kind:
    """Something that can be chosen by name and has options of its own, e.g. a layer or an optimizer."""

    name: str
    help: str
    label: str = field(default="", kw_only=True)
    params: tuple[Param, ...] = field(default=(), kw_only=True)

    @property
    def title(self) -> str:
        """The label that a page shows."""
        return self.label or self.name

    def complete(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """All options in declared order, checked, with defaults where nothing is said.

        Raises:
            SpecError: If an option is unknown or has a wrong value; `where` names the option.
        """
        known = {param.name: param for param in self.params}
        for name in options:
            if name not in known:
                message = tr(
                    "{title} has no option {name}.{hint}",
                    title=self.title,
                    name=show_value(name),
                    hint=did_you_mean(name, known),
                )
                raise SpecError(message, (str(name),))
        return {name: param.check(options.get(name, param.default)) for name, param in known.items()}


K = TypeVar("K", bound=Kind)


class Registry(Mapping[str, K], Generic[K]):
    """The kinds of one sort by name, in order of declaration.

    Args:
        sort: What its kinds are, for error messages, e.g. `"layer"`.
        provider: Module that declares them; imported on the first look-up, so that the rooms
            below it can read the declarations without importing it.
    """

    def __init__(self, sort: str, provider: str) -> None:
        self.sort = sort
        self._provider = provider
        self._kinds: dict[str, K] = {}
        self._loaded = False

    def register(self, kind: K) -> K:
        """Adds a kind; its name must be new."""
        if kind.name in self._kinds:
            raise ValueError(f"the {self.sort} {kind.name!r} is registered already")
        self._kinds[kind.name] = kind
        return kind

    def _all(self) -> dict[str, K]:
        if not self._loaded:
            importlib.import_module(self._provider)
            self._loaded = True
        return self._kinds

    def __getitem__(self, name: str) -> K:
        kinds = self._all()
        if not isinstance(name, str) or name not in kinds:
            raise SpecError(
                tr(
                    "There is no {sort} {name}.{hint}",
                    sort=tr(self.sort),
                    name=show_value(name),
                    hint=did_you_mean(name, kinds),
                ),
                ("name",),
            )
        return kinds[name]

    def __contains__(self, name: object) -> bool:
        return name in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    # One registry is equal to itself alone, so that a Param whose choices it gives can be hashed.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"Registry({self.sort!r}: {', '.join(self)})"


def show_value(value: object) -> str:
    """A value as an error message quotes it: on one line, at most 60 characters."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # Python refuses to spell huge integers and very deep lists
        return f"<{type(value).__name__}>"
    return text if len(text) <= 60 else text[:57] + "..."


def closest(name: object, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, whatever its case; None where nothing is close."""
    if not isinstance(name, str):
        return None
    by_folded = {one.casefold(): one for one in known}
    # Cut, because a pasted file is no misspelling and would be slow to compare.
    close = difflib.get_close_matches(name[:60].casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[close[0]] if close else None


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """A sentence that names what was probably meant, else what there is; begins with a space."""
    known = list(known)
    close = closest(name, known)
    if close:
        return tr(" Did you mean {close!r}?", close=close)
    return tr(" Choose from: {known}.", known=", ".join(known)) if known else tr(" It has none.")


LAYERS: Registry[Any] = Registry(N_("layer"), "nnplay.models.layers")
ACTIVATIONS: Registry[Kind] = Registry(N_("activation"), "nnplay.models.activations")
INITIALIZERS: Registry[Any] = Registry(N_("initializer"), "nnplay.models.initializers")
OPTIMIZERS: Registry[Any] = Registry(N_("optimizer"), "nnplay.models.optimizers")
LOSSES: Registry[Any] = Registry(N_("loss"), "nnplay.models.losses")
DATASETS: Registry[Any] = Registry(N_("dataset"), "nnplay.datasets")
EXPORTS: Registry[Any] = Registry(N_("export format"), "nnplay.export")
CHECKS: Registry[Any] = Registry(N_("check"), "nnplay.classroom.checks")
