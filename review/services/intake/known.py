"""Everything a bureau knows already, found by the words of a spreadsheet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from review.domain.cells import house
from review.domain.errors import N_
from review.domain.kinds import squeezed
from review.domain.people import one_writing
from review.domain.schemes import Text
from review.gateways.pinyin import name_key
from review.services import schemes
from review.services.intake.steps import RowRefused
from review.store import unit
from review.store.models import Area
from review.store.queries import intake as queries
from review.store.queries import schemes as scheme_queries

COUNTY_TAILS = ("县", "区", "市", "旗")
OTHER_NAME = N_(
    "Licence number %(number)s is that of %(known)s, but the row says %(written)s. "
    "Correct the name or the number. If the name has changed, take in the list of "
    "handlers with the new name first."
)
NO_PARTS = N_(
    "No checklist here is divided into parts: leave “%(part)s” out, or load the "
    "checklist first."
)
NO_SUCH_PART = N_("No checklist here has a part “%(part)s”. There are: %(known)s.")


def _other_writings(county: str) -> tuple[str, ...]:
    """东山 of 东山县; of 东山 every name that it may be short for."""
    if not county.endswith(COUNTY_TAILS):
        return tuple(county + tail for tail in COUNTY_TAILS)
    return (county[:-1],) if len(county) > 2 else ()


class Known:
    """Areas, firms and people of one bureau, loaded when first asked for."""

    def __init__(self, bureau_id: int) -> None:
        self.bureau_id = bureau_id
        self.new_areas: dict[str, str] = {}

    @cached_property
    def areas(self) -> dict[str, Any]:
        """Areas by name, with and without 县, 区, 市, 旗 at the end."""
        rows = list(queries.areas(self.bureau_id))
        named = {house(row.name): row for row in rows}
        for row in rows[1:]:
            for name in _other_writings(row.name):
                named.setdefault(name, row)
        return named

    @cached_property
    def own_area(self) -> Any:
        return queries.areas(self.bureau_id)[0]

    @cached_property
    def area_names(self) -> dict[int, str]:
        return {row.id: row.name for row in self.areas.values()}

    def area_name(self, county: str) -> str:
        """The area's name; an unknown county is noted as one to be founded."""
        if not county:
            return str(self.own_area.name)
        row = self.areas.get(county)
        return self._new_area(county) if row is None else str(row.name)

    def _new_area(self, county: str) -> str:
        """One that is named with and without its end is one county, called in full."""
        if county in self.new_areas:
            return county
        for name in _other_writings(county):
            if name in self.new_areas:
                if len(name) > len(county):
                    return name
                del self.new_areas[name]
        self.new_areas[county] = county
        return county

    def found_areas(self, event: unit.Recorded) -> None:
        """Make the counties that the spreadsheet named and nobody knew."""
        n_known = len(self.areas)
        for number, name in enumerate(self.new_areas, 1):
            unit.add(
                event,
                Area,
                parent_id=self.own_area.id,
                code=f"{self.own_area.code}-{n_known + number:03}",
                name=name,
                name_key=name_key(name),
                level="county",
                is_city_proper=name.endswith("本级"),
            )
        self.__dict__.pop("areas", None)

    def area_id(self, county: str) -> int:
        return int(self.areas[self.area_name(county)].id)

    @cached_property
    def firms(self) -> dict[str, Any]:
        """Firms by code and by name, however spaced; a name borne twice is nobody's."""
        named = {row.code: row for row in self.firm_by_id.values()}
        several = self.firms_by_name.items()
        named.update({name: found[0] for name, found in several if len(found) == 1})
        as_written = Counter(row.name for row in self.firm_by_id.values())
        rows = self.firm_by_id.values()
        named.update({row.name: row for row in rows if as_written[row.name] == 1})
        return named

    @cached_property
    def firms_by_name(self) -> dict[str, list[Any]]:
        named: dict[str, list[Any]] = defaultdict(list)
        for row in self.firm_by_id.values():
            named[house(row.name)].append(row)
        return named

    @cached_property
    def firm_by_id(self) -> dict[int, Any]:
        return {row.id: row for row in queries.firms(self.bureau_id)}

    def forget_firms(self) -> None:
        """Read them anew: some were entered meanwhile."""
        for name in ("firms", "firms_by_name", "firm_by_id"):
            self.__dict__.pop(name, None)

    def firm_id(self, name: str) -> int | None:
        """The firm's id; None where no firm is named; unknown firms are refused."""
        if not name:
            return None
        row = self.firms.get(name)
        if row is None:
            raise RowRefused(
                N_("The firm “%(firm)s” is not known. Take in the firms first."),
                firm=name,
            )
        return int(row.id)

    @cached_property
    def parts(self) -> dict[str, Text]:
        """Codes and titles of the parts into which the bureau's schemes are divided."""
        found = {}
        for row in scheme_queries.listing(self.bureau_id):
            scheme = schemes.parsed(row.id, row.digest)
            titles = {code: scheme.part_titles.get(code) for code in scheme.parts}
            found |= {c: t or Text(c, c) for c, t in titles.items() if c}
        return found

    def part(self, words: str, *, was: str = "") -> str:
        """The code of a part by its code or title; none for whoever reads any part.

        What is stored already stays, whatever became of its checklist.
        """
        if words in ("", was) or words in self.parts:
            return words
        asked = squeezed(words)
        for code, title in self.parts.items():
            if asked in map(squeezed, (code, title.zh, title.en)):
                return code
        if not self.parts:
            raise RowRefused(NO_PARTS, part=words)
        raise RowRefused(NO_SUCH_PART, part=words, known=tuple(self._named_parts()))

    def _named_parts(self) -> Iterator[Text]:
        for code, title in self.parts.items():
            yield Text(f"{code}（{title.zh}）", f"{code} ({title.en or title.zh})")

    @cached_property
    def handlers(self) -> list[Any]:
        return list(queries.handlers(self.bureau_id))

    @cached_property
    def handler_by_licence(self) -> dict[str, Any]:
        return {row.licence_no: row for row in self.handlers}

    @cached_property
    def handler_by_person(self) -> dict[int | None, Any]:
        return {row.person_id: row for row in self.handlers}

    @cached_property
    def _handlers_by_name(self) -> dict[str, list[Any]]:
        named: dict[str, list[Any]] = defaultdict(list)
        for row in self.handlers:
            named[one_writing(row.name)].append(row)
        return named

    def handlers_called(self, name: str) -> list[Any]:
        """The handlers of a name, in whatever way it is written."""
        return self._handlers_by_name.get(one_writing(name), [])

    def check_name(self, name: str, licence_no: str, *, but: int | None = None) -> None:
        """Who bears the number bears the name: a slip by one row would go unseen.

        `but` is the person whom something else than the number names too.
        """
        found = self.handler_by_licence.get(licence_no)
        found = found or self.reviewer_by_licence.get(licence_no)
        if found is None or not name or found.person_id == but:
            return
        if one_writing(found.name) != one_writing(name):
            raise RowRefused(
                OTHER_NAME, number=licence_no, known=found.name, written=name
            )

    @cached_property
    def affiliations(self) -> dict[int, list[Any]]:
        by_person: dict[int, list[Any]] = defaultdict(list)
        for row in queries.affiliations(self.bureau_id):
            by_person[row.person_id].append(row)
        return by_person

    @cached_property
    def phones(self) -> dict[int, str]:
        """Under which numbers people are called."""
        return queries.phones(self.bureau_id)

    def current_affiliation(self, person_id: int) -> Any:
        """The affiliation without an end, if there is one."""
        rows = self.affiliations.get(person_id, [])
        return next((row for row in reversed(rows) if row.ends_on is None), None)

    def was_with(self, handler: Any, firm_id: int) -> bool:
        """Whether the handler is, or ever was, on the list at a firm."""
        stays = self.affiliations.get(handler.person_id, [])
        return any(stay.firm_id == firm_id for stay in stays)

    def other_firm(self, handler: Any, firm_id: int | None) -> Any:
        """Where the handler is on the list, if never at the firm that a row names."""
        stays = self.affiliations.get(handler.person_id, [])
        if firm_id is None or not stays or self.was_with(handler, firm_id):
            return None
        return self.firm_by_id[stays[-1].firm_id]

    def firm_on(self, person_id: int, day: date) -> int | None:
        """Where the person practised on a day; the grade belongs to that firm."""
        for row in reversed(self.affiliations.get(person_id, [])):
            began = row.starts_on is None or row.starts_on <= day
            if began and (row.ends_on is None or row.ends_on >= day):
                return int(row.firm_id)
        return None

    def handler(self, name: str, licence_no: str, firm: str, day: date) -> Any:
        """One handler by licence number, or by a name that is only one person's."""
        if licence_no:
            found = self.handler_by_licence.get(licence_no)
            if found is None:
                raise RowRefused(
                    N_(
                        "The handler %(name)s with licence number %(number)s is not "
                        "known. Take in the handlers first."
                    ),
                    name=name,
                    number=licence_no,
                )
            return found
        return self._by_name(name, firm, day)

    def _by_name(self, name: str, firm: str, day: date) -> Any:
        rows = self.handlers_called(name)
        if len(rows) > 1 and firm:
            firm_id = self.firm_id(firm)
            rows = [row for row in rows if self.firm_on(row.person_id, day) == firm_id]
        if not rows:
            raise RowRefused(
                N_("The handler %(name)s is not known. Take in the handlers first."),
                name=name,
            )
        if len(rows) > 1:
            raise RowRefused(
                N_(
                    "%(n)s handlers are called %(name)s. "
                    "Add the licence number to this row."
                ),
                n=len(rows),
                name=name,
            )
        return rows[0]

    @cached_property
    def reviewers(self) -> list[Any]:
        return list(queries.reviewers(self.bureau_id))

    def reviewers_called(self, name: str) -> list[Any]:
        """The reviewers of a name, in whatever way it is written."""
        return self._reviewers_by_name.get(one_writing(name), [])

    @cached_property
    def _reviewers_by_name(self) -> dict[str, list[Any]]:
        named: dict[str, list[Any]] = defaultdict(list)
        for row in self.reviewers:
            named[one_writing(row.name)].append(row)
        return named

    @cached_property
    def reviewer_by_person(self) -> dict[int | None, Any]:
        return {row.person_id: row for row in self.reviewers}

    @cached_property
    def reviewer_by_licence(self) -> dict[str, Any]:
        """Reviewers who are on no list of handlers, by the number they would have."""
        return {row.licence_no: row for row in self.reviewers if row.licence_no}

    @cached_property
    def reviewer_by_number(self) -> dict[str, Any]:
        return {row.number: row for row in self.reviewers}

    @cached_property
    def conflicts(self) -> set[tuple[int, str, int]]:
        """Person, and whom the person must not review: the column and its value."""
        return {
            (row.person_id, "firm_id", row.firm_id)
            if row.firm_id is not None
            else (row.person_id, "other_person_id", row.other_person_id)
            for row in queries.conflicts(self.bureau_id)
        }
