"""Which address a client speaks to; a variable may redirect it to this machine only."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from turkform.core.errors import Stale

_VARIABLES = ("AWS_ENDPOINT_URL_MTURK", "AWS_ENDPOINT_URL")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def effective_endpoint(endpoint: str, environ: Mapping[str, str], *, official: bool) -> str:
    """The address that is used; raises `Stale` where a variable points to another one.

    An official environment follows a variable to this machine, so that nothing that is meant for a
    test is sent to Amazon; the state is bound to the address and cannot be mixed up afterwards. An
    environment that names its endpoint keeps it, and the embedded marketplace (an empty endpoint)
    has none.
    """
    for name in _VARIABLES:
        url = environ.get(name, "").rstrip("/")
        if not url or url == endpoint.rstrip("/"):
            continue
        if not is_loopback(url):
            msg = (
                f"{name} is set to {url}, which is not the endpoint of this environment.\n"
                "Unset it, or name that endpoint in an environment of turkform.yaml."
            )
            raise Stale(msg)
        if official:
            return url
    return endpoint
