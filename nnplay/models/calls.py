"""A call of Keras as plain data, which can be made, or written as Python where there is no Keras.

A builder calls `keras.layers.Dense(...)` of this module as it would call Keras. So the network that is trained and the
code that a page shows or a script holds come from the same lines.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = "own"
"""Begins the path of what Keras does not have."""

WIDTH = 120
"""Characters after which a call is written on several lines."""

_USUAL: Mapping[str, Any] = {"padding": "valid", "dilation_rate": 1, "activation": "linear", "depth_multiplier": 1}
"""What Keras takes by itself, so that code need not say it."""


@dataclass(frozen=True)
class KerasCall:
    """A call that has not been made.

    Args:
        path: What is called, e.g. `"layers.Dense"`.
        arguments: Values in their order; some may be calls themselves.
        named: Values by name.
    """

    path: str
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]

    @property
    def modules(self) -> set[str]:
        """The modules of Keras that its code names: `{"layers", "initializers"}`."""
        inner = [value for value in (*self.arguments, *self._said.values()) if isinstance(value, KerasCall)]
        return ({self.path.split(".")[0]} - {OWN}).union(*(call.modules for call in inner))

    @property
    def own(self) -> str:
        """The class in `nnplay.models.own_layers` that its code needs; empty where Keras has it."""
        return self.path.removeprefix(f"{OWN}.") if self.path.startswith(f"{OWN}.") else ""

    def code(self, indent: int = 0) -> str:
        """The call as Python that has imported its `modules` from Keras.

        What Keras takes by itself and a layer's name are left out.

        Args:
            indent: Spaces before its first line, which has them already.
        """
        parts = [_written(value) for value in self.arguments]
        parts += [f"{name}={_written(value)}" for name, value in self._said.items()]
        called = self.own or self.path
        line = f"{called}({', '.join(parts)})"
        if len(line) + indent < WIDTH or not parts:
            return line
        inside = " " * (indent + 4)
        return f"{called}(\n" + "".join(f"{inside}{part},\n" for part in parts) + " " * indent + ")"

    @property
    def _said(self) -> dict[str, Any]:
        """The named values that Keras would not take by itself."""
        said = {
            name: value
            for name, value in self.named.items()
            if name != "name" and value is not None and (_USUAL.get(name) != value or name in self.path.lower())
        }
        # A pooling moves on by its own size where nothing is said, a kernel by one pixel.
        if said.get("strides") == 1 and "Conv" in self.path:
            del said["strides"]
        if not said.get("l1", 1):
            del said["l1"]
        if not said.get("l2", 1):
            del said["l2"]
        return said


def make(value: Any) -> Any:
    """What a call makes; another value is what it is."""
    if not isinstance(value, KerasCall):
        return value
    import keras

    found: Any = keras
    if value.own:
        from nnplay.models import own_layers

        found = own_layers
    for name in (value.own or value.path).split("."):
        found = getattr(found, name)
    return found(*map(make, value.arguments), **{name: make(one) for name, one in value.named.items()})


def _written(value: Any) -> str:
    if isinstance(value, KerasCall):
        return value.code()
    return f'"{value}"' if isinstance(value, str) and '"' not in value else repr(value)


@dataclass(frozen=True)
class _Keras:
    """Stands for Keras or something in it."""

    path: str = ""

    def __getattr__(self, name: str) -> _Keras:
        if name.startswith("__"):  # what copying and pickling ask for
            raise AttributeError(name)
        return _Keras(f"{self.path}.{name}".lstrip("."))

    def __call__(self, *arguments: Any, **named: Any) -> KerasCall:
        return KerasCall(self.path, arguments, named)


keras: Any = _Keras()
"""Keras as builders see it."""

own: Any = _Keras(OWN)
"""The layers of `nnplay.models.own_layers` as builders see them."""


def own_classes(names: Iterable[str]) -> str:
    """The source of layers in `nnplay.models.own_layers`, in their order there; empty for none."""
    wanted = set(names)
    source = Path(__file__).with_name("own_layers.py").read_text(encoding="utf-8") if wanted else ""
    lines = source.splitlines()
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name in wanted]
    found = ("\n".join(lines[node.lineno - 1 - len(node.decorator_list) : node.end_lineno]) for node in nodes)
    return "\n\n\n".join(found)
