"""The SDK's debug log holds signed headers, keys of sessions, and requests with worker ids."""

import logging


def keep_requests_unlogged() -> None:
    """However loud a process is set (`logging.basicConfig`), the SDK's debug log is not written.

    Called before a client is made; who wants to read the wire all the same sets `botocore` itself.
    """
    logging.getLogger("botocore").setLevel(logging.INFO)
