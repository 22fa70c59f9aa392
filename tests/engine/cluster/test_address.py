"""Which addresses a server speaks to, and the certificates."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography import x509

from nnplay.engine.cluster.address import (
    AUTHORITY_FILE,
    CERTIFICATE_FILE,
    CERTIFICATES_VARIABLE,
    CLUSTER_VARIABLE,
    KEY_FILE,
    ClusterAddress,
)
from nnplay.engine.cluster.certificates import make
from nnplay.engine.cluster.engine import ClusterEngine
from nnplay.engine.cluster.folders import pack, unpack
from nnplay.errors import EngineError
from tests.waiting import eventually


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    make(folder, days=7)
    return folder


def test_no_address_is_no_cluster() -> None:
    assert ClusterAddress.from_environment({}) is None
    assert ClusterAddress.from_environment({CLUSTER_VARIABLE: " "}) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_plain_tcp_is_for_this_machine(host: str) -> None:
    assert ClusterAddress.from_environment({CLUSTER_VARIABLE: f"tcp://{host}:8786"})


@pytest.mark.parametrize("host", ["10.0.0.5", "lab-server", "0.0.0.0", "127.0.0.1.example.org"])
def test_plain_tcp_to_another_machine_is_refused(host: str) -> None:
    with pytest.raises(EngineError, match="Without encryption"):
        ClusterAddress.from_environment({CLUSTER_VARIABLE: f"tcp://{host}:8786"})


@pytest.mark.parametrize("url", ["lab-server:8786", "http://lab:8786", "tls://lab", "tls://:8786", "tls://lab:port"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(EngineError, match="must be an address such as"):
        ClusterAddress.from_environment({CLUSTER_VARIABLE: url})


def test_tls_needs_the_certificates(certificates: Path, tmp_path: Path) -> None:
    url = "tls://lab-server:8786"
    with pytest.raises(EngineError, match="needs certificates"):
        ClusterAddress.from_environment({CLUSTER_VARIABLE: url})
    with pytest.raises(EngineError, match=f"has no {AUTHORITY_FILE}"):
        ClusterAddress.from_environment({CLUSTER_VARIABLE: url, CERTIFICATES_VARIABLE: str(tmp_path)})
    address = ClusterAddress.from_environment({CLUSTER_VARIABLE: url, CERTIFICATES_VARIABLE: str(certificates)})
    assert address is not None
    assert address.security().require_encryption


def test_the_certificate_is_signed_by_its_authority_whose_key_is_gone(certificates: Path) -> None:
    authority, certificate = (
        x509.load_pem_x509_certificate((certificates / name).read_bytes())
        for name in (AUTHORITY_FILE, CERTIFICATE_FILE)
    )
    certificate.verify_directly_issued_by(authority)
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 7
    assert stat.S_IMODE((certificates / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(certificates.stat().st_mode) == 0o700
    assert sorted(os.listdir(certificates)) == sorted((AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE))
    with pytest.raises(FileExistsError, match="is there already"):
        make(certificates)


@pytest.mark.parametrize(
    ("url", "sentence"), [("tcp://10.0.0.5:8786", "Without encryption"), ("tcp://127.0.0.1:9", "does not answer")]
)
def test_a_cluster_that_cannot_be_used_is_told_in_a_sentence_and_nothing_is_trained(
    url: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnplay.engine.cluster.process.CONNECT_SECONDS", 0.2)
    engine = ClusterEngine(ClusterAddress(url))
    try:
        assert eventually(lambda: engine.state == "failed", 30)
        assert sentence in engine.message
    finally:
        engine.close()


def test_a_folder_is_the_same_after_its_journey(tmp_path: Path) -> None:
    (tmp_path / "a" / "film").mkdir(parents=True)
    (tmp_path / "a" / "film" / "0.npz").write_bytes(bytes(range(256)))
    (tmp_path / "a" / "spec.json").write_text("{}")
    unpack(pack(tmp_path / "a"), tmp_path / "b")
    assert (tmp_path / "b" / "film" / "0.npz").read_bytes() == bytes(range(256))
    assert (tmp_path / "b" / "spec.json").read_text() == "{}"
