"""A name of a registry with its options: datasets, layers and optimizers as an experiment holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from nnplay.errors import SpecError
from nnplay.i18n import N_, tr
from nnplay.registry import DATASETS, LAYERS, OPTIMIZERS, Registry, did_you_mean, show_value


class Options(Mapping[str, Any]):
    """An immutable, hashable mapping of option names to values."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._values == dict(other)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return repr(self._values)


@dataclass(frozen=True, init=False)
class Choice:
    """A registered name with its options, complete and checked.

    Args:
        name: A name of the registry.
        options: Values by option name; what is missing takes its default.
        **more: The same as keywords: `LayerSpec("Dense", units=12)`.

    Raises:
        SpecError: If the name or an option is unknown, or a value is out of its bounds.
    """

    registry: ClassVar[Registry[Any]]
    what: ClassVar[str]
    """Begins a sentence about it, in English."""

    name: str
    options: Options

    def __init__(self, name: str, options: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        kind = self.registry[name]
        options = {} if options is None else options
        if not isinstance(options, Mapping):
            raise SpecError(
                tr(
                    "The options of a {sort} must be names with values. Received: {options}",
                    sort=tr(self.registry.sort),
                    options=show_value(options),
                ),
                ("options",),
            )
        object.__setattr__(self, "name", kind.name)
        object.__setattr__(self, "options", Options(kind.complete({**options, **more})))

    @property
    def kind(self) -> Any:
        """The declaration behind the name."""
        return self.registry[self.name]

    def __getitem__(self, option: str) -> Any:
        return self.options[option]

    def with_options(self, **changes: Any) -> Self:
        """The same choice with some options changed."""
        return type(self)(self.name, {**self.options, **changes})

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back."""
        return {"name": self.name, "options": dict(self.options)}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The choice that `to_dict` wrote.

        Raises:
            SpecError: If fields are missing, unknown or wrong.
        """
        check_fields(data, tr(cls.what), required=("name",), optional=("options",))
        return cls(data["name"], data.get("options"))


class DatasetSpec(Choice):
    """A dataset by name with its options: noise, samples, split, scaling."""

    registry = DATASETS
    what = N_("The dataset")


class LayerSpec(Choice):
    """A layer by its Keras class name with its options."""

    registry = LAYERS
    what = N_("The layer")


class OptimizerSpec(Choice):
    """An optimizer by its Keras class name with its options."""

    registry = OPTIMIZERS
    what = N_("The optimizer")


def check_fields(data: Any, what: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    """Refuses what is no mapping of all required and perhaps some optional names.

    Raises:
        SpecError: With `what` in its sentence.
    """
    if not isinstance(data, Mapping):
        fields = ", ".join(required)
        raise SpecError(
            tr(
                "{what} must be an object with the fields {fields}. Received: {data}",
                what=what,
                fields=fields,
                data=show_value(data),
            )
        )
    for name in required:
        if name not in data:
            raise SpecError(tr("{what} lacks the field {name!r}.", what=what, name=name), (name,))
    for name in data:
        if name not in (*required, *optional):
            hint = did_you_mean(name, (*required, *optional))
            raise SpecError(
                tr("{what} has an unknown field {name}.{hint}", what=what, name=show_value(name), hint=hint),
                (str(name),),
            )
