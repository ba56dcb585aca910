"""Every address of the application and who may use it, as a table under version control.

`python -m tests.web.routes` writes it anew; what changes in it is read before it is
committed, because that is a change of who sees what.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from review import create_app
from review.domain.policy import POLICY, Rule
from review.web.access import ASSETS

TABLE = Path(__file__).with_name("routes.txt")


def application() -> Flask:
    """The application as it starts, without a database."""
    settings = {"SECRET_KEY": "x", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    return create_app({"TESTING": True, **settings})


def lines(app: Flask) -> list[str]:
    """A line for each rule: methods, address, endpoint, action and its actors."""
    actions = app.extensions["case_review_actions"]
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in ASSETS:
            action = actions[rule.endpoint]
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            who = actors(POLICY[action])
            found.append(f"{rule.rule}  {methods}  {rule.endpoint}  {action}: {who}")
    return sorted(found)


def actors(rule: Rule) -> str:
    if rule.public:
        return "everybody"
    return "every account" if rule.own else ", ".join(sorted(rule.roles))


def main() -> None:
    TABLE.write_text("\n".join(lines(application())) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
