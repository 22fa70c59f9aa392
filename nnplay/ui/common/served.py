"""Folders of scripts and pictures that Streamlit serves beside the page."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from weakref import WeakKeyDictionary

import streamlit.components.v1
from streamlit.runtime import Runtime, exists, get_instance

SERVED = (".js", ".css", ".svg")
"""Endings of the files that count for the checksum."""

_declared: WeakKeyDictionary[Runtime, dict[str, str]] = WeakKeyDictionary()
"""By server, of which tests have more than one in a process: the addresses by name."""


def serve(name: str, folder: Path) -> str:
    """Lets Streamlit serve a folder; its address, which ends in a slash.

    It has a checksum in it, because Streamlit names no time for which a file is fresh.

    Args:
        name: Of the folder, unlike all others.
        folder: With the files.
    """
    return declare(f"{name}_{_version(folder)}", folder)


def declare(name: str, folder: Path) -> str:
    """Lets Streamlit serve a folder under a name; its address, which ends in a slash.

    Once for each server: a page asks for a dozen, and Streamlit looks each time for the module that does.
    """
    server = get_instance() if exists() else None
    known = _declared.setdefault(server, {}) if isinstance(server, Runtime) else {}
    if name not in known:
        served = streamlit.components.v1.declare_component(name, path=str(folder))
        known[name] = f"component/{served.name}/"
    return known[name]


def lean(script: Path) -> str:
    """A script without its comments and indents: Streamlit sends that of a component with every update."""
    lines = map(str.strip, script.read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@functools.cache
def _version(folder: Path) -> str:
    texts = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in SERVED]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]
