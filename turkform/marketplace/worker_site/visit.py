"""One request of a browser, as the pages see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from turkform.marketplace.context import Side
from turkform.marketplace.worker_site.sessions import Session

FORM_TOKEN: Final = "turkform.token"  # noqa: S105 - the name of a field
NO_FORM: Final[tuple[tuple[str, str], ...]] = ()


class SignInNeeded(Exception):
    """The page is a worker's, and nobody is signed in."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser asked for; `path` has the query, `origin` no slash at its end.

    `came_from` is the path of this site's page whose link or form brought the browser here.
    """

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    form: Sequence[tuple[str, str]]
    side: Side
    origin: str
    session: Session
    form_token: str
    came_from: str = ""

    @property
    def worker_id(self) -> str:
        """The worker who is signed in; raises `SignInNeeded`."""
        if not self.session.worker_id:
            raise SignInNeeded
        return self.session.worker_id

    @property
    def user(self) -> str:
        """The worker who is signed in, or nothing."""
        return self.session.worker_id

    def field(self, name: str) -> str:
        """Return the first value of a form's field, stripped; empty when there is none."""
        return next((value.strip() for key, value in self.form if key == name), "")

    def secret(self, name: str) -> str:
        """Return a form's field as it was typed."""
        return next((value for key, value in self.form if key == name), "")

    def number(self, name: str) -> int:
        """Return a whole number of the query; 0 when it is none or absurd."""
        text = self.query.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0

    @property
    def resumes_at(self) -> str:
        """The page to show after a sign-in: what a form was sent from, else what was asked for."""
        return self.path if self.method == "GET" else local_path(self.came_from)

    def param(self, name: str) -> str:
        """Return a part of the path."""
        return self.params[name]


def local_path(path: str) -> str:
    """Return a path of this site to go on to; anything else becomes the list of HITs."""
    parts = urlsplit(path)
    plain = path.startswith("/") and not path.startswith(("//", "/\\"))
    if not plain or parts.scheme or parts.netloc or any(char in path for char in "\r\n\\\t"):
        return "/projects"
    return path
