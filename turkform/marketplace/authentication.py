"""Who calls: by access key and signature when there are keys, otherwise whoever is at home."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final, Protocol

from turkform.marketplace.protocol.errors import MTurkError, access_denied
from turkform.marketplace.protocol.sigv4 import ALGORITHM, Clocks, read_signature, verify
from turkform.marketplace.protocol.wire import WireRequest
from turkform.marketplace.store import requesters
from turkform.marketplace.store.database import Transaction

DEFAULT_REQUESTER: Final = "default"


class Authenticator(Protocol):
    """Tells which requester sent a request, by name."""

    def requester_name(self, tx: Transaction, request: WireRequest, clocks: Clocks) -> str:
        """Return the requester's name or raise an `MTurkError`."""
        ...


class Trusting(Authenticator):
    """Takes every request for the same requester's, whatever key its signature was made with.

    What says it is signed and cannot be, is refused all the same: clients ask for the balance to
    learn whether their credentials are any.
    """

    def __init__(self, name: str = DEFAULT_REQUESTER) -> None:
        self._name = name

    def requester_name(
        self,
        tx: Transaction,  # noqa: ARG002 - a port
        request: WireRequest,
        clocks: Clocks,  # noqa: ARG002 - a port
    ) -> str:
        """Return the one name; IncompleteSignatureException for a signature that is none."""
        if request.headers.get("authorization", "").startswith(ALGORITHM):
            read_signature(request)
        return self._name


class Signed(Authenticator):
    """Takes only requests that are signed with a key of the store."""

    def requester_name(self, tx: Transaction, request: WireRequest, clocks: Clocks) -> str:
        """Return the name that the key stands for; refuses unknown keys, wrong signatures
        and operations that the key's policy leaves out.
        """
        signature = read_signature(request)
        key = requesters.find_key(tx, signature.key_id)
        if key is None:
            raise MTurkError(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
                stamped=False,
            )
        verify(request, signature, key.secret, clocks)
        operation = request.operation or ""
        if not any(fnmatchcase(operation, one.strip()) for one in key.actions.split(",")):
            raise access_denied(f"arn:aws:iam:::user/{key.key_id}", operation)
        return key.requester_name
