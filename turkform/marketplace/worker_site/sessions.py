"""Who is at the browser: a signed cookie, and the token that its forms must carry."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final

COOKIE: Final = "turkform_worker"
LIFETIME_S: Final = 14 * 24 * 3600
_FORM: Final = re.compile(r"([A-Za-z0-9_-]{22,64})\.([A-Z0-9]{0,64})\.(\d{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Session:
    """A browser; `worker_id` is empty until somebody signed in. `begun_s` is epoch seconds."""

    nonce: str
    worker_id: str
    begun_s: int


class Sessions:
    """Makes and reads cookies of one side of a marketplace."""

    def __init__(self, secret: bytes, side: str) -> None:
        self._key = hmac.digest(secret, f"worker session {side}".encode(), "sha256")

    def begin(self, worker_id: str, now_s: int) -> Session:
        """Return a new session; signing in always begins one, so that none can be planted."""
        return Session(secrets.token_urlsafe(24), worker_id, now_s)

    def cookie(self, session: Session) -> str:
        """Return the cookie's value."""
        return f"{_body(session)}.{self._sign(_body(session))}"

    def read(self, cookie: str, now_s: int) -> Session | None:
        """Return the session of a cookie that was made here and is not too old."""
        found = _FORM.fullmatch(cookie)
        if found is None:
            return None
        session = Session(found[1], found[2], int(found[3]))
        if not hmac.compare_digest(self._sign(_body(session)), found[4]):
            return None
        return session if now_s - session.begun_s < LIFETIME_S else None

    def form_token(self, session: Session) -> str:
        """Return what a form of this session must carry."""
        return self._sign(f"form {session.nonce}")

    def is_form_token(self, session: Session, token: str) -> bool:
        """Tell whether a form came from a page of this session."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())

    def frame_key(self, hit_id: str, assignment_id: str, worker_id: str) -> str:
        """Return what opens a HIT's document in a frame, where no cookie is sent."""
        return self._sign(f"frame {hit_id} {assignment_id} {worker_id}")[:32]

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _body(session: Session) -> str:
    return f"{session.nonce}.{session.worker_id}.{session.begun_s}"
