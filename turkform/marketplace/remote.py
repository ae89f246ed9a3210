"""A marketplace that another process serves, by its control API."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException

from turkform.marketplace.json_types import JsonObject


def simulate(
    endpoint: str, *, workers: int, seed: int, duration: str, sandbox: bool = False
) -> JsonObject:
    """Let workers work there; returns how many assignments were accepted, submitted...

    Raises ValueError when nobody answers or the control API is not open.
    """
    body: JsonObject = {"workers": workers, "seed": seed, "for": duration}
    return _control(endpoint, "simulate", body, sandbox=sandbox)


def _control(endpoint: str, action: str, body: JsonObject, *, sandbox: bool) -> JsonObject:
    if not endpoint.startswith(("http://", "https://")):
        raise ValueError(f"not the address of a marketplace: {endpoint}")
    # the side is chosen by the host's name, as it is for requesters
    headers = {"Host": "sandbox.localhost"} if sandbox else {}
    request = urllib.request.Request(  # noqa: S310 - the scheme was just checked
        f"{endpoint.rstrip('/')}/_control/{action}", json.dumps(body).encode(), headers
    )
    try:
        with urllib.request.urlopen(request) as reply:  # noqa: S310 - as above
            found: JsonObject = json.load(reply)
            return found
    except urllib.error.HTTPError as error:
        with error:
            raise ValueError(_reason(endpoint, error)) from None
    except (OSError, HTTPException) as error:
        raise ValueError(f"{endpoint} does not answer: {error}") from None


def _reason(endpoint: str, error: urllib.error.HTTPError) -> str:
    if error.code == 404:
        return f"{endpoint} has no control API open; serve it with --control"
    return f"{endpoint} refuses: {error.read().decode(errors='replace')}"
