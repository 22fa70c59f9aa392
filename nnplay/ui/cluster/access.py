"""Who may see the cluster: whoever sits at the server's machine, or has its key."""

from __future__ import annotations

import hmac
import ipaddress
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from nnplay.i18n import tr
from nnplay.ui.common.kept_runs import is_shared
from nnplay.ui.common.session import Session

KEY_VARIABLE = "NNPLAY_OPERATOR_KEY"
"""Where it is set, in the environment or in Streamlit's secrets, the page of the cluster asks for it."""

WRONG_SECONDS = 1.0
"""So long after a wrong key, no other one is looked at, from whomever it comes."""

PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via", "Cf-Connecting-Ip")
"""What proxies add: the connection then comes from this machine, and its visitor need not."""

Access = Literal["open", "locked", "closed"]


@dataclass
class OperatorPass:
    """What a session has shown.

    Args:
        key: That it has entered, and that was right then.
    """

    key: str = ""


class Lock:
    """Compares keys, and takes its time after a wrong one."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._wrong = -WRONG_SECONDS

    def opens(self, given: str, key: str, now: float) -> bool | None:
        """Whether a key is right; None where none is looked at now."""
        with self._guard:
            if now - self._wrong < WRONG_SECONDS:
                return None
            if is_right(given, key):
                return True
            self._wrong = now
            return False


lock = Lock()


def is_right(given: str, key: str) -> bool:
    """Whether a key is the server's, in a time that tells nothing of it."""
    return bool(key) and hmac.compare_digest(given.encode(), key.encode())


def operator_key() -> str:
    """The server's key; empty where it has none."""
    if key := os.environ.get(KEY_VARIABLE, "").strip():
        return key
    try:
        return str(st.secrets.get(KEY_VARIABLE, "")).strip()
    except FileNotFoundError:  # there is no file of secrets
        return ""


def visitor() -> tuple[str | None, Mapping[str, str]]:
    """Where the connection of the page that runs comes from, and its headers; see `is_here`."""
    return st.context.ip_address, st.context.headers


def is_here(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a browser runs on the server's own machine.

    Args:
        address: Where its connection comes from, as Streamlit tells it: None for this machine.
        headers: Of its connection.
    """
    if address is not None and not _is_local(address):
        return False
    if any(headers.get(name) for name in PROXY_HEADERS):
        return False
    named = (urlsplit(f"//{headers.get('Host') or ''}").hostname, urlsplit(headers.get("Origin") or "").hostname)
    return all(name is None or _is_local(name) for name in named)


def _is_local(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    # A server that listens for both kinds of addresses is told an IPv4 one inside of an IPv6 one.
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def access(session: Session) -> Access:
    """Whether a session may see the cluster; `"locked"`: with the key, `"closed"`: not in this way."""
    if key := operator_key():
        return "open" if is_right(session.part(OperatorPass).key, key) else "locked"
    if is_shared():  # behind a proxy, which need not say that it is one
        return "closed"
    return "open" if is_here(*visitor()) else "closed"


def enter(session: Session, given: str) -> str:
    """Takes a key; why it does not open, as a sentence."""
    match lock.opens(given, operator_key(), time.monotonic()):
        case True:
            session.part(OperatorPass).key = given
            return ""
        case None:
            return tr("A wrong key was tried a moment ago. Wait a second, then try again.")
    return tr("This is not the key of this server.")


def visibility() -> Literal["visible", "hidden"]:
    """Whether the navigation names the page: its address works for everyone who has the key."""
    return "visible" if not is_shared() and is_here(*visitor()) else "hidden"
