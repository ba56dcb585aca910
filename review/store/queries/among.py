"""Whether a column is one of many keys, which travel as a single value.

A list that is written out place by place is put together anew at every use, which takes
longer for the keys of a page than finding its rows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Boolean, Text, TypeDecorator, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class _Keys(TypeDecorator[Sequence[int]]):
    """An array where the database has arrays, otherwise JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        has_arrays = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(BigInteger) if has_arrays else Text())

    def process_bind_param(
        self, value: Sequence[int] | None, dialect: Dialect
    ) -> object:
        found = list(value or ())
        return found if dialect.name == "postgresql" else json.dumps(found)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> _Among:
        """Beside other conditions it stands as it is. As any other function SQLite would
        be asked whether it is 1, and would look at every row instead of the index.
        """
        return self


def among(column: Any, name: str) -> _Among:
    """Whether the column's key is in the sequence given under this name."""
    return _Among(column, bindparam(name, type_=_Keys()))


@compiles(_Among)
def _in_array(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, keys = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} = ANY ({keys})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, keys = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({keys}))"
