"""Scheme files: read, checked, written, and described for editors."""

from review.files.schemes.checking import check, load, load_changed, restore
from review.files.schemes.problems import Problem, SchemeAltered, SchemeRefused
from review.files.schemes.shapes import json_schema
from review.files.schemes.writing import dump

__all__ = [
    "Problem",
    "SchemeAltered",
    "SchemeRefused",
    "check",
    "dump",
    "json_schema",
    "load",
    "load_changed",
    "restore",
]
