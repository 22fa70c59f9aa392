"""The Python source of functions that draw data, so that scripts can hold it without importing nnplay."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@functools.cache
def source_of(function: Callable[..., Any]) -> str:
    """A function with all that it needs of its own: imports, constants and helpers first.

    Annotations are left out, for their types are nnplay's own.
    """
    found = _Found()
    _add(found, function.__module__, function.__name__)
    blocks = ["\n".join(found.constants), *found.functions]
    return "\n".join(found.imports) + "\n\n" + "\n\n\n".join(block for block in blocks if block)


@dataclass
class _Found:
    imports: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


@functools.cache
def _module(name: str) -> tuple[str, ast.Module]:
    source = inspect.getsource(importlib.import_module(name))
    return source, ast.parse(source)


def _add(found: _Found, module: str, name: str) -> None:
    """Adds what a module calls by a name, and before it what that needs; nothing where it is Python's own."""
    if name in found.names:
        return
    source, tree = _module(module)
    for node in tree.body:
        match node:
            case ast.FunctionDef() if node.name == name:
                found.names.add(name)
                text = _plain(node, source)
                _needs(found, module, ast.parse(text))
                found.functions.append(text)
            case ast.Assign(targets=[ast.Name(id=assigned)]) if assigned == name:
                found.names.add(name)
                _needs(found, module, node.value)
                found.constants.append(ast.get_source_segment(source, node) or "")
            case ast.Import(names=aliases) if any((alias.asname or alias.name) == name for alias in aliases):
                found.names.add(name)
                found.imports.append(ast.unparse(node))
            case ast.ImportFrom(module=origin, names=aliases) if any(alias.name == name for alias in aliases):
                if str(origin).startswith("nnplay."):
                    _add(found, str(origin), name)
                else:
                    found.names.add(name)
                    found.imports.append(f"from {origin} import {name}")


def _needs(found: _Found, module: str, node: ast.AST) -> None:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            _add(found, module, inner.id)


def _plain(node: ast.FunctionDef, source: str) -> str:
    """A function as it is written, without annotations."""
    arguments = ", ".join(argument.arg for argument in node.args.args)
    lines = source.splitlines()[node.body[0].lineno - 1 : node.end_lineno]
    return "\n".join([f"def {node.name}({arguments}):", *lines])
