"""TLS for a served marketplace, so that it can answer under the service's own host names."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate (with its chain) and its private key, both PEM files."""

    certificate: Path
    key: Path


def read_tls(certificate: str | None, key: str | None) -> Tls | None:
    """Return what to serve with; ValueError when one is missing or they do not fit together."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise ValueError("a certificate needs its private key: give --certificate and --key")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except OSError as error:
        text = f"{certificate} and {key} are no certificate and private key (PEM): {error}"
        raise ValueError(text) from error
    return Tls(Path(certificate), Path(key))
