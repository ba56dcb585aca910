"""How Chinese names sort: by pinyin, kept as a key, since no database collates them."""

from __future__ import annotations


def name_key(name: str) -> str:
    """The pinyin of a name, then the name itself to part those that sound alike."""
    # Imported at its first use: its dictionaries would slow every start.
    from pypinyin import lazy_pinyin

    return (" ".join(lazy_pinyin(name)) + " " + name).lower()[:200]
