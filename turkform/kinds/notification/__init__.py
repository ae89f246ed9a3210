"""Notification settings of HIT types."""
