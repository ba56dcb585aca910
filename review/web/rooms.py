"""All blueprints of the application, in the order of the navigation."""

from __future__ import annotations

from review.web.access import Guarded
from review.web.account import bp as account
from review.web.public import bp as public

BLUEPRINTS: list[Guarded] = [public, account]
