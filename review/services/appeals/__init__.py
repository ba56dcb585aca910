"""Objections to results: lodged, withdrawn, given to somebody, decided, told."""

from __future__ import annotations
