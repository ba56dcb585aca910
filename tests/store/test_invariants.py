"""Sound data break no invariant; each planted fault breaks the one that is about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from review.store import invariants, unit
from review.store.database import Base
from tests.planting import bare, planted
from tests.store.settled import Settled, settle
from tests.worlds import campaign_with_a_shipped_scheme, one_of_each_role

Z = "0" * 64


@pytest.fixture
def settled(app: Flask) -> Iterator[Settled]:
    with app.app_context():
        world = campaign_with_a_shipped_scheme()
        one_of_each_role(world)
        yield settle(world)


def broken() -> dict[str, list[list[object]]]:
    with unit.reading():
        return {found.name: found.rows for found in invariants.check()}


def test_sound_data_break_nothing(settled: Settled) -> None:
    assert broken() == {}


def test_an_empty_bureau_breaks_nothing(app: Flask) -> None:
    with app.app_context():
        assert broken() == {}


Fault = Callable[[Settled], list[str]]


def sql(*statements: str) -> Fault:
    """A fault that needs no ids but the first ones."""
    return lambda _: list(statements)


def twice(table: str, where: str, **changed: str) -> list[str]:
    """A row once more, in a table that has lost its constraints."""
    names = [column.name for column in Base.metadata.tables[table].columns]
    values = ", ".join((NEW | changed).get(name, name) for name in names)
    columns = ", ".join(names)
    again = f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}"
    return [*bare(table), f"{again} WHERE {where}"]


NEW = {"id": "id + 9000", "public_id": "'planted'"}


MARCH = "'2026-03-03 00:00:00.000000'"


def message(column: str, value: str) -> list[str]:
    """A notice for the first account with its message, in which one thing is wrong."""
    names = {"id": "900", "user_id": "1", "kind": "'given'", "created_at": MARCH}
    names |= {"payload": "'{}'", "event_id": "1"}
    notice = names | {"public_id": "'n'", "bureau_id": "1", "key": "'k'"}
    sent = names | {"notice_id": "900", "channel": "'mail'", "n_tries": "0"}
    sent |= {"ended_reason": "''", column: value}
    return [
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(row.values())})"
        for table, row in (("notices", notice), ("outbox", sent))
    ]


def fees(s: Settled) -> list[str]:
    """A sound list of fees that pays one read 50 yuan."""
    return [
        (
            "INSERT INTO fee_payouts (id, public_id, bureau_id, campaign_id, number, "
            "rule, basis, gross, tax, made_at, event_id) "
            f"VALUES (1, 'p', 1, {s.world.campaign_id}, 1, '{{}}', 'b', 5000, 0, "
            f"{MARCH}, 1)"
        ),
        (
            "INSERT INTO fee_shares (id, bureau_id, payout_id, person_id, position, "
            "name, number, firm, counts, gross, tax, event_id) "
            f"VALUES (1, 1, 1, {reviewer_of(s)}, 1, 'x', '1', '', '{{}}', 5000, 0, 1)"
        ),
        (
            "INSERT INTO fee_lines (id, bureau_id, payout_id, read_id, role, amount, "
            f"event_id) VALUES (1, 1, 1, {s.reads[0]}, 'first', 5000, 1)"
        ),
    ]


def volumes(s: Settled, kind: str, seq: int = 1) -> list[str]:
    """The paper volumes of the first file, moved once."""
    return [
        (
            "INSERT INTO handovers (id, public_id, bureau_id, campaign_id, number, "
            "kind, made_at, event_id) "
            f"VALUES (1, 'h', 1, {s.world.campaign_id}, 1, '{kind}', {MARCH}, 1)"
        ),
        (
            "INSERT INTO handed_files (id, bureau_id, handover_id, campaign_case_id, "
            "seq, n_volumes, event_id) "
            f"VALUES (1, 1, 1, {s.world.campaign_case_ids[0]}, {seq}, 1, 1)"
        ),
    ]


def signed_in(s: Settled) -> list[str]:
    """A session that nobody was invited to any more, and a signature at it."""
    ids = f"1, 1, {s.world.campaign_id}"
    return [
        (
            "INSERT INTO onsite_sessions (id, bureau_id, campaign_id, public_id, place, "
            f"starts_at, ends_at, event_id) VALUES ({ids}, 'o', 'x', {MARCH}, {MARCH}, 1)"
        ),
        (
            "INSERT INTO onsite_guests (id, bureau_id, session_id, person_id, public_id, "
            f"event_id, ended_event_id) VALUES (1, 1, 1, {reviewer_of(s)}, 'g', 1, 1)"
        ),
        (
            "INSERT INTO onsite_signatures (id, bureau_id, guest_id, signed_at, "
            f"is_by_office, event_id) VALUES (1, 1, 1, {MARCH}, true, 1)"
        ),
    ]


def objection(s: Settled, *more: str) -> list[str]:
    """An objection to the result of the first file, lodged before all releases."""
    return [
        (
            "INSERT INTO objections (id, public_id, bureau_id, campaign_id, "
            "campaign_case_id, release_id, result_id, side, person_id, on_paper, "
            "received_on, until_on, lodged_at, event_id) VALUES (1, 'o', 1, "
            f"{s.world.campaign_id}, {s.world.campaign_case_ids[0]}, {s.releases[0]}, "
            f"{s.results[0]}, 'handler', 1, false, '2026-03-02', '2026-03-05', "
            f"{MARCH}, 0)"
        ),
        *more,
    ]


def ended(s: Settled) -> str:
    """That the objection was decided, in a review that is none of its own."""
    return (
        "INSERT INTO objection_endings (id, bureau_id, objection_id, kind, "
        "submission_id, ended_at, event_id) "
        f"VALUES (1, 1, 1, 'decided', {s.submissions[0]}, {MARCH}, 1)"
    )


TOLD = (
    "INSERT INTO objection_answers (id, bureau_id, objection_id, kind, body, digest, "
    f"told_at, event_id) VALUES (1, 1, 1, 'withdrawn', '{{}}', 'd', {MARCH}, 0)"
)
POINT = (
    "INSERT INTO objection_points (id, bureau_id, objection_id, item_code, ground, "
    "text_id, pages, event_id) VALUES (1, 1, 1, 'a', 'fact', 1, '', 1)"
)


PAID_AGAIN = (
    "INSERT INTO fee_lines (id, bureau_id, payout_id, read_id, role, amount, event_id) "
    "SELECT id + 1, bureau_id, payout_id, read_id, role, amount, event_id FROM fee_lines"
)


def reviewed(s: Settled) -> str:
    """The files are about an institution, though somebody handled them."""
    return f"UPDATE cases SET object_firm_id = {s.world.firms[0]}"


def reviewer_of(s: Settled, slot: int = 0) -> int:
    """Who reads the first file in a slot: the first reviewers read it in their order."""
    return s.world.reviewers[slot].person_id or 0


FAULTS: dict[str, Fault] = {
    "every_row_has_its_event": sql("UPDATE people SET event_id = 9999 WHERE id = 1"),
    "bureaus_do_not_mix": sql(
        "INSERT INTO areas (id, public_id, code, name, name_key, level, is_city_proper) "
        "VALUES (90, 'x', '9', 'x', 'x', 'county', false)",
        "INSERT INTO bureaus (id, public_id, area_id, code, name, settings) "
        "VALUES (90, 'x', 90, '9', 'x', '{}')",
        "UPDATE firms SET bureau_id = 90 WHERE id = 1",
    ),
    "chains_are_whole": sql(
        "UPDATE events SET kind = 'other' WHERE id = "
        "(SELECT max(id) FROM events WHERE substr(chain, 1, 8) = 'campaign')"
    ),
    "results_use_reviews_of_their_file": lambda s: [
        (
            f"UPDATE results SET used = '[{{\"submission\": 777}}]' "
            f"WHERE id = {s.results[0]}"
        )
    ],
    "release_rows_match_their_digests": sql(
        """UPDATE release_rows SET body = replace(body, '"n":1', '"n":7') WHERE id = 1"""
    ),
    "release_rows_go_where_they_say": lambda s: [
        (
            f"UPDATE release_rows SET audience_id = {s.world.lawyers[2].person_id} "
            "WHERE id = 1"
        )
    ],
    "rankings_are_searched_by_their_names": sql(
        """INSERT INTO ranking_names (bureau_id, release_id, audience, list_key, names)
        SELECT bureau_id, id, 'public', 'firm:', '甲所' FROM releases"""
    ),
    "secret_and_sealed_cases_have_no_scan": lambda s: [
        f"UPDATE cases SET secret = true WHERE id = {s.world.case_ids[0]}"
    ],
    "scans_have_their_own_place": lambda s: twice("scans", "id = 1", digest="'b'"),
    "a_case_has_each_scan_once": lambda s: twice("scans", "id = 1", position="2"),
    "scans_end_after_they_began": sql(
        "UPDATE scans SET ended_event_id = event_id, ended_reason_id = 1"
    ),
    "contents_lie_in_their_scans": lambda s: [
        (
            "INSERT INTO contents (id, bureau_id, case_id, entries, not_applicable, "
            f"is_proposed, made_at, event_id) VALUES (900, 1, {s.world.case_ids[0]}, "
            """'[["judgment", 777, 1]]', '[]', false, '2026-03-03 00:00:00.000000', 1)"""
        )
    ],
    "redactions_lie_on_a_page_of_their_case": sql("UPDATE redactions SET page = 3"),
    "redactions_end_after_they_began": sql(
        "UPDATE redactions SET ended_event_id = event_id"
    ),
    "releases_match_their_digests": sql(
        "UPDATE releases SET header = replace(header, '2026', '2027') WHERE number = 1"
    ),
    "draws_match_their_digests": sql("UPDATE draws SET protocol = protocol || 'x'"),
    "assessments_match_their_digests": lambda s: [
        f"UPDATE assessments SET body = '{{\"n\": 9}}' WHERE id = {s.assessments[0]}"
    ],
    "assessments_are_about_their_subject": lambda s: [
        f"UPDATE assessments SET suggested = 'better' WHERE id = {s.assessments[1]}"
    ],
    "assessments_are_those_compiled": lambda s: [
        f"DELETE FROM assessments WHERE id = {s.assessments[1]}"
    ],
    "assessments_handed_over_are_unchanged": lambda s: [
        f"UPDATE assessments SET digest = '{Z}' WHERE id = {s.assessments[1]}"
    ],
    "decisions_are_those_made": lambda s: [
        f"UPDATE assessment_decisions SET decision = 'other' WHERE id = {s.decision}"
    ],
    "logins_are_told_apart": sql("UPDATE users SET login = 'Ｏther' WHERE id = 1"),
    "reads_belong_to_their_campaign": lambda s: [
        f"UPDATE reads SET campaign_id = 77 WHERE id = {s.reads[0]}"
    ],
    "reads_have_a_code_of_their_campaign": lambda s: [
        f"UPDATE reads SET reviewer_code = 'nobody' WHERE id = {s.reads[0]}"
    ],
    "a_place_is_given_once": lambda s: twice(
        "reads", f"id = {s.reads[0]}", reviewer_code="'code-3'"
    ),
    "a_person_reads_a_file_once": lambda s: [
        *bare("reviewer_codes"),
        f"UPDATE reviewer_codes SET person_id = {reviewer_of(s)} WHERE code = 'code-1'",
    ],
    "nobody_reads_their_own_case": lambda s: [
        (
            f"UPDATE case_participation SET person_id = {reviewer_of(s)} "
            f"WHERE case_id = {s.world.case_ids[0]}"
        )
    ],
    "nobody_reads_a_case_of_their_own_firm": lambda s: [
        (
            "INSERT INTO affiliations (id, bureau_id, person_id, firm_id, event_id) "
            f"VALUES (900, 1, {reviewer_of(s)}, {s.world.firms[0]}, 1)"
        )
    ],
    "declared_conflicts_are_kept": lambda s: [
        (
            "INSERT INTO declared_conflicts (id, bureau_id, person_id, firm_id, event_id) "
            f"VALUES (900, 1, {reviewer_of(s)}, {s.world.firms[0]}, 1)"
        )
    ],
    "institutions_are_reviewed_without_a_handler": lambda s: [reviewed(s)],
    "institutions_are_drawn_as_themselves": lambda s: [
        reviewed(s),
        "UPDATE campaign_cases SET firm_id = NULL",
    ],
    "nobody_reads_about_their_own_institution": lambda s: [
        reviewed(s),
        (
            "INSERT INTO affiliations (id, bureau_id, person_id, firm_id, event_id) "
            f"VALUES (900, 1, {reviewer_of(s)}, {s.world.firms[0]}, 1)"
        ),
    ],
    "conflicts_with_institutions_are_kept": lambda s: [
        reviewed(s),
        (
            "INSERT INTO declared_conflicts (id, bureau_id, person_id, firm_id, event_id) "
            f"VALUES (900, 1, {reviewer_of(s)}, {s.world.firms[0]}, 1)"
        ),
    ],
    "further_reads_follow_a_divergence": sql("DELETE FROM divergences"),
    "hidden_reads_come_after_the_counted_places": lambda s: [
        f"UPDATE reads SET purpose = 'linking' WHERE id = {s.reads[0]}"
    ],
    "files_waited_for_their_hidden_reads": lambda s: [
        f"UPDATE reads SET purpose = 'second' WHERE id = {s.reads[0]}",
        f"DELETE FROM submissions WHERE id = {s.submissions[0]}",
    ],
    "nobody_reads_a_file_that_left_the_sample": lambda s: [
        f"UPDATE campaign_cases SET left_event_id = event_id WHERE id = {s.world.campaign_case_ids[1]}",
        f"DELETE FROM submissions WHERE id = {s.submissions[1]}",
    ],
    "nobody_works_in_a_cancelled_campaign": sql(
        "UPDATE campaigns SET cancelled_event_id = 1, cancelled_reason = 'x'"
    ),
    "files_that_left_the_sample_have_no_result": sql(
        "UPDATE campaign_cases SET left_event_id = event_id"
    ),
    "anchors_have_no_result": sql("UPDATE campaign_cases SET drawn_by = 'anchor'"),
    "trials_are_read_among_anchors_alone": lambda s: [
        f"UPDATE reads SET purpose = 'seed' WHERE id = {s.reads[0]}"
    ],
    "reviews_are_of_their_read": lambda s: [
        f"UPDATE submissions SET reviewer_code = 'code-3' WHERE id = {s.submissions[0]}"
    ],
    "submitted_reads_are_not_ended": lambda s: [
        (
            f"UPDATE reads SET ended_at = allocated_at, ended_reason = 'x' "
            f"WHERE id = {s.reads[0]}"
        )
    ],
    "reviews_use_the_scheme_of_their_file": lambda s: [
        f"UPDATE submissions SET scheme_digest = '{Z}' WHERE id = {s.submissions[0]}"
    ],
    "reviews_without_answers_are_on_paper": lambda s: [
        f"UPDATE submissions SET choices = NULL WHERE id = {s.submissions[0]}"
    ],
    "closing_answers_came_with_reviews": sql(
        "INSERT INTO closing_counts (campaign_id, answer, bureau_id, n) "
        "SELECT id, 'no', bureau_id, 1000 FROM campaigns WHERE id = 1"
    ),
    "drafts_rest_once_submitted": lambda s: [
        (
            "UPDATE drafts SET saved_at = '2027-01-01 00:00:00.000000' "
            f"WHERE read_id = {s.reads[0]}"
        )
    ],
    "marks_are_not_negative": lambda s: [
        f"UPDATE results SET handler_score = 10001 WHERE id = {s.results[0]}"
    ],
    "findings_are_numbered_through": lambda s: [
        f"DELETE FROM findings WHERE seq = 1 AND submission_id = {s.submissions[0]}"
    ],
    "erased_texts_are_empty": sql(
        "UPDATE texts SET erased_by = 1, erased_at = '2026-03-03 00:00:00.000000'"
    ),
    "files_have_a_scheme_of_their_campaign": sql("DELETE FROM campaign_schemes"),
    "sealed_cases_are_in_no_campaign": lambda s: [
        f"UPDATE cases SET sealed = true WHERE id = {s.world.case_ids[1]}"
    ],
    "sealed_cases_are_with_nobody": lambda s: [
        f"UPDATE cases SET sealed = true WHERE id = {s.world.case_ids[1]}",
        f"DELETE FROM submissions WHERE read_id = {s.reads[0]}",
    ],
    "files_keep_the_lead_handler_of_their_case": lambda s: [
        (
            f"UPDATE campaign_cases SET lead_person_id = {s.world.lawyers[2].person_id} "
            f"WHERE id = {s.world.campaign_case_ids[0]}"
        )
    ],
    "a_case_has_one_lead_handler": lambda s: [
        (
            "INSERT INTO case_participation "
            "(id, bureau_id, case_id, person_id, capacity, event_id) VALUES (900, 1, "
            f"{s.world.case_ids[0]}, {s.world.lawyers[2].person_id}, 'lead_handler', 1)"
        )
    ],
    "files_are_drawn_in_a_draw": sql(
        "UPDATE campaigns SET drawn_at = NULL, allocated_at = NULL"
    ),
    "a_campaign_goes_forward": sql(
        "UPDATE campaigns SET drawn_at = '2020-01-01 00:00:00.000000'"
    ),
    "results_rest_on_enough_reviews": lambda s: [
        (
            f"UPDATE campaign_cases SET n_reviews = 3 "
            f"WHERE id = {s.world.campaign_case_ids[0]}"
        )
    ],
    "a_file_has_one_current_result": lambda s: twice("results", f"id = {s.results[0]}"),
    "results_replace_one_of_their_file": lambda s: [
        (
            f"UPDATE results SET campaign_case_id = {s.world.campaign_case_ids[1]} "
            f"WHERE id = {s.results[1]}"
        )
    ],
    "a_result_is_replaced_once": lambda s: twice("results", f"id = {s.results[1]}"),
    "seniors_had_no_part_in_the_file": sql(
        """INSERT INTO senior_reads (bureau_id, campaign_case_id, result_id,
            reviewer_code, decision, text_id, decided_at, event_id)
        SELECT d.bureau_id, d.campaign_case_id, r.id, d.reviewer_code, 'upheld',
            (SELECT min(id) FROM texts), r.settled_at, r.event_id
        FROM reads d JOIN results r ON r.campaign_case_id = d.campaign_case_id
        ORDER BY d.id LIMIT 1"""
    ),
    "releases_are_numbered_through": sql(
        "UPDATE releases SET number = 5 WHERE number = 2"
    ),
    "a_campaign_has_one_current_release": sql("UPDATE releases SET replaces_id = NULL"),
    "releases_replace_one_of_their_campaign": lambda s: [
        f"UPDATE releases SET campaign_id = 77 WHERE id = {s.releases[1]}"
    ],
    "releases_hold_no_reviewer_code": sql(
        """UPDATE release_rows SET body = '{"by": "code-2"}' WHERE id = 2"""
    ),
    "a_year_has_one_current_assessment": lambda s: twice(
        "assessments", f"id = {s.assessments[0]}"
    ),
    "assessments_replace_one_of_their_subject": lambda s: [
        f"UPDATE assessments SET year = 2024 WHERE id = {s.assessments[0]}"
    ],
    "decisions_follow_the_handing_over": sql("DELETE FROM assessments_supplied"),
    "decisions_are_about_their_assessment": sql(
        "UPDATE assessment_decisions SET year = 2024"
    ),
    "a_subject_has_one_current_decision": lambda s: twice(
        "assessment_decisions", f"id = {s.decision}"
    ),
    "administrators_hold_one_role": lambda s: [
        (
            "INSERT INTO grants (id, bureau_id, user_id, role, event_id) "
            f"VALUES (900, 1, {s.user}, 'audit_admin', 1)"
        )
    ],
    "roles_for_a_place_have_one": sql(
        "UPDATE grants SET area_id = NULL WHERE role = 'county_officer'"
    ),
    "closed_accounts_are_signed_out": lambda s: [
        (
            "UPDATE users SET disabled_at = '2026-03-03 00:00:00.000000' "
            f"WHERE id = {s.user}"
        )
    ],
    "sessions_end": sql("UPDATE sessions SET ends_at = created_at"),
    "slips_were_used_in_time": sql(
        "UPDATE invitations SET used_at = '2027-01-01 00:00:00.000000'"
    ),
    "messages_go_to_whom_they_are_for": sql(*message("user_id", "2")),
    "messages_end_once": sql(*message("ended_at", MARCH)),
    "messages_sent_were_taken": sql(*message("sent_at", MARCH)),
    "no_read_is_paid_twice": lambda s: [
        *fees(s),
        *bare("fee_lines"),
        PAID_AGAIN,
    ],
    "only_finished_reads_are_paid": lambda s: [
        *fees(s),
        f"DELETE FROM submissions WHERE read_id = {s.reads[0]}",
    ],
    "reads_are_paid_in_their_campaign": lambda s: [
        *fees(s),
        "UPDATE fee_payouts SET campaign_id = 777",
    ],
    "lists_of_fees_add_up": lambda s: [*fees(s), "UPDATE fee_shares SET tax = 1"],
    "cancelled_lists_pay_nothing": lambda s: [
        *fees(s),
        "UPDATE fee_payouts SET cancelled_event_id = 1",
    ],
    "moves_of_volumes_are_numbered_through": lambda s: volumes(s, "received", seq=2),
    "only_guests_signed_in": signed_in,
    "volumes_move_through_the_office": lambda s: volumes(s, "back"),
    "whoever_decides_an_objection_had_no_part": lambda s: twice(
        "reads", f"id = {s.reads[0]}", purpose="'appeal'", event_id="event_id + 1"
    ),
    "objections_are_decided_in_their_read": lambda s: objection(s, ended(s)),
    "every_point_of_a_decided_objection_is_ruled_on": lambda s: objection(
        s, ended(s), POINT
    ),
    "what_is_told_of_an_objection_is_how_it_ended": lambda s: objection(
        s, ended(s), TOLD
    ),
    "final_releases_waited_for_the_objections": lambda s: objection(
        s, "UPDATE releases SET kind = 'final'"
    ),
    "accounts_that_acted_exist": sql(
        "UPDATE events SET actor_kind = 'user', actor = 'nobody' WHERE id = 2"
    ),
    "reviewers_that_acted_exist": sql(
        "UPDATE events SET actor_kind = 'reviewer', actor = 'nobody' WHERE id = 2"
    ),
    "causes_come_before": sql("UPDATE events SET cause_id = 2 WHERE id = 2"),
}


def test_a_fault_is_planted_for_every_invariant() -> None:
    known = {
        *invariants.QUERIES,
        *invariants.OF_A_CAMPAIGN,
        *invariants.OF_EVERYTHING,
    }

    assert set(FAULTS) == set(known)
    assert len(FAULTS) >= 25


@contextmanager
def asked_alone(name: str) -> Iterator[None]:
    """The check asks for this; for none of the ninety others, which are not wanted."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("QUERIES", "OF_A_CAMPAIGN", "OF_EVERYTHING"):
            known = getattr(invariants, kind)
            own = {key: known[key] for key in known.keys() & {name}}
            patch.setattr(invariants, kind, own)
        yield


def test_planted_faults_are_found(settled: Settled) -> None:
    missed = []
    for name, fault in FAULTS.items():
        with planted(*fault(settled)), asked_alone(name):
            if name not in broken():
                missed.append(name)

    assert missed == []
    assert broken() == {}


@pytest.mark.parametrize(("withdrawn", "is_broken"), [(False, True), (True, False)])
def test_a_conflict_counts_for_as_long_as_it_was_in_force(
    settled: Settled, withdrawn: bool, is_broken: bool
) -> None:
    """Declared before the file was given: withdrawn before that too, or after it."""
    ended = "event_id" if withdrawn else "event_id + 1000"
    columns = "id, bureau_id, person_id, firm_id, event_id, ended_event_id"
    values = f"900, 1, {reviewer_of(settled)}, {settled.world.firms[0]}, 0"
    given = f"(SELECT {ended} FROM reads WHERE id = {settled.reads[0]})"
    fault = (
        f"INSERT INTO declared_conflicts ({columns}, ended_reason_id) "
        f"VALUES ({values}, {given}, 1)"
    )

    with planted(fault):
        found = broken()

    assert ("declared_conflicts_are_kept" in found) is is_broken


def names_in(campaign_id: int) -> set[str]:
    with unit.reading():
        return {found.name for found in invariants.check_campaign(campaign_id)}


OF_ONE_CAMPAIGN = sorted(
    {name for name, query in invariants.QUERIES.items() if "[[" in query}
    | set(invariants.OF_A_CAMPAIGN)
)


def test_faults_of_a_campaign_are_found_in_it_and_in_no_other(settled: Settled) -> None:
    here = settled.world.campaign_id
    assert names_in(here) == names_in(here + 1) == set()

    missed, elsewhere = [], []
    for name in OF_ONE_CAMPAIGN:
        with planted(*FAULTS[name](settled)):
            with asked_alone(name):
                missed += [name] * (name not in names_in(here))
            elsewhere += names_in(here + 1)

    assert (missed, elsewhere) == ([], [])


def test_only_what_belongs_to_no_campaign_is_left_to_the_whole_check() -> None:
    """A new invariant about files, reviews or releases is one of the gate's too."""
    known = {
        **invariants.QUERIES,
        **invariants.OF_A_CAMPAIGN,
        **invariants.OF_EVERYTHING,
    }

    assert set(known) - set(OF_ONE_CAMPAIGN) == {
        *("every_row_has_its_event", "bureaus_do_not_mix", "erased_texts_are_empty"),
        *("a_year_has_one_current_assessment", "assessments_are_about_their_subject"),
        *("assessments_are_those_compiled", "assessments_handed_over_are_unchanged"),
        *("assessments_match_their_digests", "a_subject_has_one_current_decision"),
        *("assessments_replace_one_of_their_subject", "decisions_are_those_made"),
        *("decisions_follow_the_handing_over", "decisions_are_about_their_assessment"),
        *("administrators_hold_one_role", "roles_for_a_place_have_one"),
        *("closed_accounts_are_signed_out", "sessions_end", "slips_were_used_in_time"),
        *("accounts_that_acted_exist", "reviewers_that_acted_exist"),
        *("causes_come_before", "logins_are_told_apart", "contents_lie_in_their_scans"),
        *("messages_go_to_whom_they_are_for", "messages_end_once"),
        *("messages_sent_were_taken", "no_read_is_paid_twice"),
        *("only_finished_reads_are_paid", "reads_are_paid_in_their_campaign"),
        *("lists_of_fees_add_up", "cancelled_lists_pay_nothing"),
        "institutions_are_reviewed_without_a_handler",
        "moves_of_volumes_are_numbered_through",
        "only_guests_signed_in",
        "volumes_move_through_the_office",
    }
