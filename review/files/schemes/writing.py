"""A scheme back into a file that reads as the same scheme."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode
from ruamel.yaml.representer import SafeRepresenter

from review.domain.derivation import plain
from review.domain.schemes import Combination, Scheme, Text
from review.files.schemes.building import DEFAULT_CLASS
from review.files.schemes.digests import is_default, key_of

_NOT_WRITTEN = frozenset({"line", "digest", "structure_digest"})


class _Short(dict[str, object]):
    """A mapping written on one line: {zh: …, en: …}."""


class _Representer(SafeRepresenter):
    """Numbers plain and exact, texts on one line, no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def decimal(self, number: Decimal) -> ScalarNode:
        text = plain(number)
        kind = "float" if "." in text else "int"
        return self.represent_scalar(f"tag:yaml.org,2002:{kind}", text)

    def short(self, texts: _Short) -> MappingNode:
        return self.represent_mapping("tag:yaml.org,2002:map", texts, flow_style=True)


_Representer.add_representer(Decimal, _Representer.decimal)
_Representer.add_representer(_Short, _Representer.short)


def dump(scheme: Scheme) -> str:
    """YAML with the same content digest as the scheme."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = 10_000
    out = io.StringIO()
    yaml.dump(_written(scheme), out)
    return out.getvalue()


def _written(value: object) -> object:
    if isinstance(value, Text):
        return _Short(zh=value.zh, en=value.en)
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): _written(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_written(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def _fields(value: object) -> dict[str, object]:
    """The fields that say something, in the order in which the domain names them."""
    written = {
        key_of(each): _written(getattr(value, each.name))
        for each in fields(value)
        if each.name not in _NOT_WRITTEN and not is_default(value, each)
    }
    if isinstance(value, Combination) and "reviews" in written:
        written["reviews"] = {
            name or DEFAULT_CLASS: n for name, n in value.reviews.items()
        }
    return written
