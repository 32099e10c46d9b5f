"""Arithmetic inside a document, plausibility, agreement: verdicts on figures, never a change of what the text says."""

from __future__ import annotations

from policymine.verification.verify import verify

__all__ = ["verify"]
