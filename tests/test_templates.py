"""Templates only show: no role, no arithmetic, no script, no words of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from jinja2 import Environment, meta, nodes

from review import create_app
from review.domain.policy import Role
from tests.repository import REVIEW, TEMPLATES, name_of, templates

ARITHMETIC = (
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Pow,
)
CALCULATING = {"sum", "round", "abs"}
OF_EVERY_PAGE = {"viewer", "frame", "language"}
ROLES = {role.value for role in Role}
RIGHTS = ROLES | {"role", "roles", "grants", "policy", "permission", "permissions"}
SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description"}
BUTTONS = {"submit", "button", "reset"}
"""What such an input is called is its value; of a button that stands between its tags."""
UNSAFE_SCRIPT = (
    "eval(",
    "new Function",
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
)


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The environment the application renders with: its filters, tests and globals."""
    app = create_app(
        {"TESTING": True, "SECRET_KEY": "x", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    )
    return app.jinja_env


def arithmetic(tree: nodes.Template) -> list[str]:
    """Calculations; filling the places of a sentence with % is none."""
    found = [
        f"{type(node).__name__} in line {node.lineno}"
        for node in tree.find_all(ARITHMETIC)
        if not (isinstance(node, nodes.Mod) and is_text(node.left))
    ]
    filters = (node for node in tree.find_all(nodes.Filter))
    return found + [f"|{f.name} in line {f.lineno}" for f in filters if calculates(f)]


def calculates(node: nodes.Filter) -> bool:
    return node.name in CALCULATING


def is_text(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Const | nodes.Call | nodes.MarkSafeIfAutoescape)


def roles(tree: nodes.Template) -> list[str]:
    """Names of roles anywhere, and rights asked about in a condition."""
    constants = (node for node in tree.find_all(nodes.Const))
    found = [
        f"{node.value!r} in line {node.lineno}"
        for node in constants
        if node.value in ROLES
    ]
    return found + [
        f"{name} in line {test.lineno}"
        for test in conditions(tree)
        for name in names_in(test)
        if name in RIGHTS or name == "may"
    ]


def conditions(tree: nodes.Template) -> Iterator[nodes.Node]:
    for node in tree.find_all((nodes.If, nodes.CondExpr)):
        yield node.test
    for node in tree.find_all(nodes.For):
        if node.test is not None:
            yield node.test


def names_in(node: nodes.Node) -> Iterator[str]:
    """The variables and attributes of an expression, itself included."""
    for each in (node, *node.find_all((nodes.Name, nodes.Getattr))):
        match each:
            case nodes.Name(name=name) | nodes.Getattr(attr=name):
                yield name


def escapes(tree: nodes.Template) -> list[str]:
    """Ways around the escaping of what people typed."""
    named = (f for f in tree.find_all(nodes.Filter) if f.name == "safe")
    off = tree.find_all(nodes.ScopedEvalContextModifier)
    return [f"line {node.lineno}" for node in (*named, *off)]


def skeleton(node: nodes.Node) -> str:
    """The template's own HTML, with 0 in place of every expression."""
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Expr):
        return "0"
    children = node.iter_child_nodes()
    if isinstance(node, nodes.Output):
        return "".join(skeleton(child) for child in children)
    return "".join(skeleton(c) for c in children if not isinstance(c, nodes.Expr))


class Reader(HTMLParser):
    """Notes what the content policy forbids, and words that escaped translation.

    What is hidden from a screen reader is a picture, even when drawn with a letter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.forbidden: list[str] = []
        self.spoken: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(f"<{tag}>")
        if given.get("aria-hidden") == "true":
            self.hidden = tag
        for name, value in given.items():
            self._read(tag, name, value, given)

    def _read(self, tag: str, name: str, value: str, given: dict[str, str]) -> None:
        if name == "style" or name.startswith("on"):
            self.forbidden.append(f"{tag} {name}=")
        if value.startswith(("http:", "https:", "//", "javascript:", "data:")):
            self.forbidden.append(f"{name}={value}")
        is_label = (tag, name) == ("input", "value") and given.get("type") in BUTTONS
        if name in SPOKEN or is_label:
            self.handle_data(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden:
            self.hidden = ""

    def handle_data(self, data: str) -> None:
        if not self.hidden and any(letter.isalpha() for letter in data):
            self.spoken.append(data.strip())


def read(tree: nodes.Template) -> Reader:
    reader = Reader()
    reader.feed(skeleton(tree))
    reader.close()
    return reader


def forbidden(tree: nodes.Template) -> list[str]:
    return read(tree).forbidden


def spoken(tree: nodes.Template) -> list[str]:
    return read(tree).spoken


def shadowing(tree: nodes.Template) -> list[str]:
    """Names of every page (the viewer, the links) given to something else.

    What a page imports or sets at its top, the base it extends sees too.
    """
    taken = {
        each if isinstance(each, str) else each[1]
        for node in tree.find_all(nodes.FromImport)
        for each in node.names
    }
    taken |= {node.target for node in tree.find_all(nodes.Import)}
    taken |= {node.name for node in tree.find_all(nodes.Macro)}
    for node in tree.find_all(nodes.Assign):
        taken |= {
            each.name for each in node.find_all(nodes.Name) if each.ctx == "store"
        }
    return sorted(taken & OF_EVERY_PAGE)


def needed(name: str, environment: Environment) -> set[str]:
    """What a file of macros, and those it takes macros from, want of the page."""
    tree = environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
    wanted = meta.find_undeclared_variables(tree) - set(environment.globals)
    for other in taken_from(tree):
        wanted |= needed(other, environment)
    return wanted


def taken_from(tree: nodes.Template) -> list[str]:
    return [node.template.value for node in tree.find_all(nodes.FromImport)]


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_macros_get_the_page_only_where_they_need_it(
    path: Path, environment: Environment
) -> None:
    """Those that get none are made once, not at every page that takes them."""
    tree = environment.parse(path.read_text(encoding="utf-8"))
    for node in tree.find_all(nodes.FromImport):
        wants = needed(node.template.value, environment)
        assert node.with_context == bool(wants), (node.template.value, wants)


CHECKS = (arithmetic, roles, escapes, forbidden, spoken, shadowing)
Check = Callable[[nodes.Template], list[str]]


def test_there_are_templates() -> None:
    assert templates() != []


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_template_only_shows(path: Path, environment: Environment) -> None:
    name = path.relative_to(TEMPLATES).as_posix()
    environment.get_template(name)

    tree = environment.parse(path.read_text(encoding="utf-8"), name)

    found = {check.__name__: check(tree) for check in CHECKS}
    assert {rule: hits for rule, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (arithmetic, "{{ total / 100 }}"),
        (arithmetic, "{% if a - b > 5 %}0{% endif %}"),
        (arithmetic, "{% set x = rows|sum(attribute='n') %}"),
        (arithmetic, "{{ n % 2 }}"),
        (roles, "{% if viewer.is_signed_in and kind == 'lawyer' %}0{% endif %}"),
        (roles, "{% if viewer.role %}0{% endif %}"),
        (roles, "{{ x if viewer.roles else y }}"),
        (roles, "{% for r in rows if r.permission %}0{% endfor %}"),
        (roles, "{% if may('publish') %}0{% endif %}"),
        (roles, "{{ menu('bureau_officer') }}"),
        (escapes, "{{ comment|safe }}"),
        (escapes, "{% autoescape false %}{{ comment }}{% endautoescape %}"),
        (forbidden, "<script>0</script>"),
        (forbidden, "{% if x %}<script type=module>0</script>{% endif %}"),
        (forbidden, "<style>0</style>"),
        (forbidden, '<p style="color: {{ c }}">0</p>'),
        (forbidden, '<button onclick="{{ c }}">0</button>'),
        (forbidden, '<script src="https://cdn.example/x.js"></script>'),
        (forbidden, '<a href="javascript:{{ x }}">0</a>'),
        (shadowing, '{% from "x.html" import viewer with context %}'),
        (shadowing, '{% from "x.html" import pane as viewer %}'),
        (shadowing, '{% import "x.html" as frame %}'),
        (shadowing, "{% macro viewer(desk) %}{% endmacro %}"),
        (shadowing, "{% set language = 1 %}"),
        (spoken, "<p>Welcome</p>"),
        (spoken, "<p>{{ _('Total') }}：总分</p>"),
        (spoken, '{% block a %}<input placeholder="Name">{% endblock %}'),
        (spoken, '<input type="submit" value="Save">'),
        (spoken, "{% for r in rows %}<td>pass</td>{% endfor %}"),
        (spoken, '<i aria-hidden="true">0</i>after'),
    ],
)
def test_a_template_that_does_more_is_found(
    check: Check, source: str, environment: Environment
) -> None:
    assert check(environment.parse(source)) != []


def test_a_template_that_only_shows_is_clean(environment: Environment) -> None:
    tree = environment.parse(
        '{% from "macros/x.html" import mark %}'
        '<script type="module" src="{{ url_for("static", filename="x.js") }}"></script>'
        '<section class="lawyer" title="{{ _("Grade") }}">'
        '<a href="{{ url_for("reviewer.cases") }}">{{ _("%(n)s cases", n=n) }}</a>'
        "{% if view.can_publish %}{{ mark(row.score|score) }} · {{ 'x' ~ y }}{% endif %}"
        '<span aria-hidden="true">A</span>{% trans %}Saved{% endtrans %}</section>'
    )

    assert [check(tree) for check in CHECKS] == [[]] * len(CHECKS)


def test_a_template_that_does_not_parse_is_found(environment: Environment) -> None:
    with pytest.raises(jinja2.TemplateSyntaxError):
        environment.parse("{% if x %}")


def script_faults(text: str) -> list[str]:
    return [word for word in UNSAFE_SCRIPT if word in text]


def test_scripts_build_no_html_from_text() -> None:
    scripts = sorted((REVIEW / "static").rglob("*.js"))
    found = {name_of(p): script_faults(p.read_text(encoding="utf-8")) for p in scripts}

    assert {name: hits for name, hits in found.items() if hits} == {}


def test_unsafe_script_is_found() -> None:
    assert script_faults("box.innerHTML = answer") == ["innerHTML"]
