"""Where the cluster is, and with which certificates it is spoken to."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nnplay.errors import EngineError
from nnplay.i18n import tr

CLUSTER_VARIABLE = "NNPLAY_CLUSTER"
"""Address of Dask's scheduler, as `tls://lab-server:8786`."""

CERTIFICATES_VARIABLE = "NNPLAY_CLUSTER_CERTIFICATES"
"""Folder with the files of `nnplay.engine.cluster.certificates`."""

AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE = "authority.pem", "certificate.pem", "key.pem"


@dataclass(frozen=True)
class ClusterAddress:
    """A scheduler, and what is needed to speak to it.

    Args:
        url: `tls://host:port`, or `tcp://` on this machine.
        certificates: Folder with the certificates; None without encryption.
    """

    url: str
    certificates: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> ClusterAddress | None:
        """What the environment names; None where it names no cluster.

        Raises:
            EngineError: If the address is none, a file is missing, or others could listen in.
        """
        url = environment.get(CLUSTER_VARIABLE, "").strip()
        if not url:
            return None
        folder = environment.get(CERTIFICATES_VARIABLE, "").strip()
        return cls(url, Path(folder) if folder else None).checked()

    def checked(self) -> ClusterAddress:
        """The same, if nnplay may speak to it.

        Raises:
            EngineError: As `from_environment` says.
        """
        parts = urlsplit(self.url)
        try:
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if parts.scheme not in ("tls", "tcp") or not host or not port:
            raise EngineError(
                tr(
                    "{variable} must be an address such as tls://lab-server:8786, not {url!r}.",
                    variable=CLUSTER_VARIABLE,
                    url=self.url,
                )
            )
        if parts.scheme == "tcp" and not is_this_machine(host):
            raise EngineError(
                tr(
                    "{variable} is {url}. Without encryption anyone on the network could run programs there, so nnplay "
                    "only uses tcp:// on this machine. Use tls://, and put the certificates' folder in {certificates}.",
                    variable=CLUSTER_VARIABLE,
                    url=self.url,
                    certificates=CERTIFICATES_VARIABLE,
                )
            )
        if parts.scheme == "tls":
            if self.certificates is None:
                raise EngineError(
                    tr(
                        "{url} needs certificates. Make them with `python -m nnplay.engine.cluster.certificates "
                        "FOLDER`, and put the folder in {certificates}.",
                        url=self.url,
                        certificates=CERTIFICATES_VARIABLE,
                    )
                )
            for name in (AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE):
                if not (self.certificates / name).is_file():
                    raise EngineError(
                        tr(
                            "{certificates} names {folder}, which has no {name}.",
                            certificates=CERTIFICATES_VARIABLE,
                            folder=str(self.certificates),
                            name=name,
                        )
                    )
        return self

    def security(self) -> Any:
        """As Dask wants it; None without encryption."""
        if self.certificates is None or urlsplit(self.url).scheme != "tls":
            return None
        from distributed.security import Security

        return Security(
            require_encryption=True,
            tls_ca_file=str(self.certificates / AUTHORITY_FILE),
            tls_client_cert=str(self.certificates / CERTIFICATE_FILE),
            tls_client_key=str(self.certificates / KEY_FILE),
        )


def is_this_machine(host: str) -> bool:
    """Whether a host's name or number can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
