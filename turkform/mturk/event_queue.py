"""An SQS queue of notifications as a doorbell: that something came matters, not what it says."""

from typing import Any

from turkform.core.errors import TurkformError
from turkform.core.sdk_log import keep_requests_unlogged

_AT_ONCE = 10
_LONGEST_S = 20


class EventQueue:
    """Notifications are at least once and may be late or lost, so every round looks itself."""

    def __init__(self, url: str, region: str, profile: str | None) -> None:
        import boto3

        keep_requests_unlogged()
        session: Any = boto3.Session(profile_name=profile, region_name=region)
        self._client: Any = session.client("sqs")
        self._url = url

    def wait(self, seconds: float) -> bool:
        """Whether anything arrived within `seconds`, at most 20; what arrived is removed.

        Removed before the round that it rings for: that round reads the service, not the message.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        whole = max(0, min(_LONGEST_S, int(seconds)))
        try:
            found = self._receive(whole)
            rung = bool(found)
            while found:
                entries = [{"Id": str(n), "ReceiptHandle": h} for n, h in enumerate(found)]
                self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)
                found = self._receive(0)
        except (BotoCoreError, ClientError) as error:
            msg = f"the queue {self._url} cannot be read: {error}"
            raise TurkformError(msg) from error
        return rung

    def _receive(self, seconds: int) -> list[str]:
        reply = self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=_AT_ONCE, WaitTimeSeconds=seconds
        )
        return [str(message["ReceiptHandle"]) for message in reply.get("Messages", [])]
