"""Which address a client speaks to; nothing in the process environment may redirect it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from turkform.core.errors import TurkformError

_VARIABLES = ("AWS_ENDPOINT_URL_MTURK", "AWS_ENDPOINT_URL")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def check_redirection(endpoint: str, environ: Mapping[str, str]) -> None:
    """Refuse to run where an endpoint variable points elsewhere than the environment does."""
    for name in _VARIABLES:
        url = environ.get(name, "").rstrip("/")
        if url and url != endpoint and not is_loopback(url):
            msg = (
                f"{name} is set to {url}, which is not the endpoint of this environment.\n"
                "Unset it, or name that endpoint in an environment of turkform.yaml."
            )
            raise TurkformError(msg)
