"""The form of a contract with an organisation, to and from the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    Form,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, StopValidation

from review.domain.entrustment import (
    MOST_NAME,
    MOST_NUMBER,
    MOST_SCOPE,
    Contract,
    OrganisationKind,
)
from review.web.forms.fields import NEEDED, DayField


class WithOrganisation:
    """Needed as soon as an organisation is named; else it may be left empty."""

    def __call__(self, form: Form, field: Field) -> None:
        if any(text.strip() for text in field.raw_data or ()):
            return
        field.errors = []
        if (form["organisation"].data or "").strip():
            raise StopValidation(_l("Fill in this field."))
        raise StopValidation


class ContractFields(FlaskForm):
    """A contract, or nothing where no organisation is named."""

    organisation = StringField(_l("Entrusted organisation"), [Length(max=MOST_NAME)])
    organisation_kind = SelectField(
        _l("Kind of organisation"),
        choices=[SelectChoice(each.value, _l(each.words)) for each in OrganisationKind],
        default=OrganisationKind.BAR.value,
    )
    contract_no = StringField(
        _l("Contract number"), [WithOrganisation(), Length(max=MOST_NUMBER)]
    )
    contract_from = DayField(_l("Contract begins on"), [WithOrganisation()])
    contract_until = DayField(_l("Contract ends on"), [WithOrganisation()])
    contract_scope = TextAreaField(
        _l("What the contract covers"), [Length(max=MOST_SCOPE)]
    )

    def contract(self) -> Contract | None:
        name = (self.organisation.data or "").strip()
        if not name:
            return None
        return Contract(
            organisation=name,
            kind=OrganisationKind(self.organisation_kind.data),
            contract_no=(self.contract_no.data or "").strip(),
            starts_on=self.contract_from.data,
            ends_on=self.contract_until.data,
            scope=(self.contract_scope.data or "").strip(),
        )


CONTRACT = (
    *("organisation", "organisation_kind", "contract_no"),
    *("contract_from", "contract_until", "contract_scope"),
)


def data_of(contract: Contract | None) -> Mapping[str, Any]:
    """A contract as the form shows it."""
    if contract is None:
        return {}
    return {
        "organisation": contract.organisation,
        "organisation_kind": contract.kind.value,
        "contract_no": contract.contract_no,
        "contract_from": contract.starts_on,
        "contract_until": contract.ends_on,
        "contract_scope": contract.scope,
    }


class Entrust(ContractFields):
    """A contract by itself: here there has to be an organisation."""

    def validate_organisation(self, field: StringField) -> None:
        if not (field.data or "").strip():
            raise StopValidation(_l("Fill in this field."))


class TakeBackCampaign(FlaskForm):
    reason = StringField(_l("Reason"), [NEEDED, Length(max=200)])
