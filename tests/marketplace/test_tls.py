"""A marketplace served over TLS, also under the host names that other people's code names."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.marketplace.core_world import LIVE, SANDBOX
from tests.marketplace.test_server import Served
from turkform.marketplace.tls import read_tls

NAMES = [urlsplit(url).netloc for url in (LIVE, SANDBOX)]


def make_certificate(folder: Path) -> tuple[str, str]:
    """Make a certificate for the service's names, and its key; returns both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "marketplace")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(one) for one in NAMES])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    return str(folder / "cert.pem"), str(folder / "key.pem")


@pytest.fixture
def pems(tmp_path: Path) -> tuple[str, str]:
    return make_certificate(tmp_path)


@pytest.fixture
def served(tmp_path: Path, pems: tuple[str, str]) -> Iterator[Served]:
    server = Served(tmp_path / "m.db", ("--certificate", pems[0], "--key", pems[1]))
    yield server
    server.kill()


def balance(served: Served, host: str, certificate: str) -> bytes:
    """Ask for the balance as somebody does whose machine takes the server for `host`."""
    address = urlsplit(served.url)
    context = ssl.create_default_context(cafile=certificate)
    request = (
        f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\nConnection: close\r\n"
        "X-Amz-Target: MTurkRequesterServiceV20170117.GetAccountBalance\r\n\r\n{}"
    )
    with (
        socket.create_connection((address.hostname, address.port), 10) as plain,
        context.wrap_socket(plain, server_hostname=host) as line,
        line.makefile("rb") as reply,
    ):
        line.sendall(request.encode())
        return reply.read()


@pytest.mark.parametrize("host", NAMES)
def test_a_client_that_names_the_service_itself_is_answered(
    served: Served, pems: tuple[str, str], host: str
) -> None:
    assert served.url.startswith("https://")
    assert balance(served, host, pems[0]).endswith(b'{"AvailableBalance":"10000.00"}')


def test_a_certificate_without_its_key_is_refused(pems: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="needs its private key"):
        read_tls(pems[0], None)


def test_a_key_that_is_no_key_is_refused(pems: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"cert\.pem and .*cert\.pem are no certificate"):
        read_tls(pems[0], pems[0])
