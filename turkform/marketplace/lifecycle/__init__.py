"""What happens by itself when time passes: expiry, abandonment, approval, disposal."""

from __future__ import annotations

from turkform.marketplace.lifecycle.settle import is_due, settle

__all__ = ["is_due", "settle"]
