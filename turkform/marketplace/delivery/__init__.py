"""Notifications on their way out: the outbox, and real SQS, SNS, webhooks and mail records."""
