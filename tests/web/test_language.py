"""Words are looked up quickly, and are the same ones as everywhere else."""

from __future__ import annotations

from flask import Flask, render_template_string

from review.domain.errors import ngettext
from review.web.language import gettext, said, speaking

SAID = {"zh_Hans": "密码", "en": "Password"}
PAGE = "{{ _('Password') }} {{ ngettext('%(num)s case', '%(num)s cases', 2) }}"


def test_templates_and_code_say_the_same_in_both_languages(app: Flask) -> None:
    for locale, word in SAID.items():
        with app.test_request_context(), speaking(locale):
            assert said("Password") == gettext("Password") == word
            assert render_template_string(PAGE).split()[0] == word


def test_a_change_of_language_is_heard_at_once(app: Flask) -> None:
    with app.test_request_context():
        before = said("Password")
        with speaking("en"):
            assert said("Password") == SAID["en"]
        assert said("Password") == before == SAID["zh_Hans"]


def test_numbers_choose_their_own_words(app: Flask) -> None:
    with app.test_request_context(), speaking("en"):
        assert render_template_string(PAGE) == "Password 2 cases"


def test_a_marked_sentence_chooses_by_its_count_in_code_and_in_templates(
    app: Flask,
) -> None:
    late = ngettext("%(n)s review is late", "%(n)s reviews are late")
    with app.test_request_context(), speaking("en"):
        page = render_template_string(
            "{{ _(late, n=1) }}, {{ _(late, n=2) }}", late=late
        )
        assert page == "1 review is late, 2 reviews are late"
        assert gettext(late, n=1) == "1 review is late"
    with app.test_request_context(), speaking("zh_Hans"):
        assert gettext(late, n=1) == gettext(late, n=2).replace("2", "1") != late
        assert render_template_string("{{ _(late, n=1) }}", late=late) == gettext(
            late, n=1
        )


def test_outside_a_request_english_is_said() -> None:
    assert said("Password") == "Password"
