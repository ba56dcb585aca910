"""Documents as Word files that an office goes on editing (.docx).

The same document of the same moment gives the same bytes, and the file says nothing of
who made it or where.
"""

from __future__ import annotations

from review.files.word.packing import folder_of, safe_name
from review.files.word.writing import to_docx

__all__ = ["folder_of", "safe_name", "to_docx"]
