"""Makes the certificates of a cluster: `python -m nnplay.engine.cluster.certificates FOLDER`.

Whoever has the folder may use the cluster, and nobody else: server, scheduler and hosts each need a copy of it.
"""

from __future__ import annotations

import argparse
import datetime
import os
from pathlib import Path

from nnplay.engine.cluster.address import AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE

DAYS = 825
"""How long the certificates hold."""

NAME = "nnplay cluster"


def make(folder: Path, days: int = DAYS) -> None:
    """Writes an authority, one certificate and its key as PEM files.

    The authority's key is thrown away, so no other certificate can ever be made that the cluster accepts.

    Args:
        folder: Where; it is made if it is missing, for its owner only.
        days: How long they hold.

    Raises:
        FileExistsError: If the folder has certificates already.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    for name in (AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE):
        if (folder / name).exists():
            raise FileExistsError(f"{folder / name} is there already. Choose another folder.")
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=5)  # clocks of a lab differ a little
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{NAME} authority")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])

    def certificate(name: x509.Name, public: ec.EllipticCurvePublicKey, is_authority: bool) -> bytes:
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .sign(authority_key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)

    (folder / AUTHORITY_FILE).write_bytes(certificate(issuer, authority_key.public_key(), True))
    (folder / CERTIFICATE_FILE).write_bytes(certificate(subject, key.public_key(), False))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    handle = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(private)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m nnplay.engine.cluster.certificates", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=DAYS, help=f"how long they hold (default: {DAYS})")
    asked = parser.parse_args()
    try:
        make(asked.folder, asked.days)
    except OSError as error:
        parser.exit(1, f"{error}\n")
    print(f"Copy {asked.folder} to the server and to each host. Whoever has it may use the cluster.")


if __name__ == "__main__":
    main()
