"""The ways out of the house that this installation has, as its settings say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from review.domain.reminders import Channel
from review.gateways.carriers import Carrier, CarrierMisconfigured
from review.gateways.mail import Mail, MailServer, Security
from review.gateways.sms import Sms, SmsGateway

__all__ = ["Carrier", "CarrierMisconfigured", "carriers_of", "set_up"]


def set_up(config: Mapping[str, Any]) -> frozenset[Channel]:
    """Which channels there are here; without any, notices stay in the application."""
    named = {Channel.MAIL: config["MAIL_HOST"], Channel.SMS: config["SMS_URL"]}
    return frozenset(channel for channel, value in named.items() if value)


def server_of(channel: Channel, config: Mapping[str, Any]) -> str:
    """The host that a channel goes over; neither user nor password is in it."""
    if channel is Channel.MAIL:
        return str(config["MAIL_HOST"])
    return urlsplit(config["SMS_URL"]).hostname or ""


def carriers_of(config: Mapping[str, Any]) -> dict[Channel, Carrier]:
    """The carriers, not yet connected; settings that cannot be are refused here."""
    made: dict[Channel, Carrier] = {}
    for channel in set_up(config):
        made[channel] = (_mail if channel is Channel.MAIL else _sms)(config)
    return made


def _mail(config: Mapping[str, Any]) -> Carrier:
    if config["MAIL_SECURITY"] not in set(Security):
        raise CarrierMisconfigured(
            problem="MAIL_SECURITY is none of starttls, tls, none"
        )
    server = MailServer(
        host=config["MAIL_HOST"],
        sender=config["MAIL_FROM"],
        security=Security(config["MAIL_SECURITY"]),
        port=config["MAIL_PORT"],
        user=config["MAIL_USER"],
        password=str(config["MAIL_PASSWORD"]),
        timeout=config["MESSAGE_TIMEOUT"],
        ca_file=config["MESSAGE_CA"],
    )
    return Mail(server)


def _sms(config: Mapping[str, Any]) -> Carrier:
    gateway = SmsGateway(
        url=config["SMS_URL"],
        body=config["SMS_BODY"],
        body_format=config["SMS_FORMAT"],
        headers=config["SMS_HEADERS"],
        secret=str(config["SMS_SECRET"]),
        success=config["SMS_SUCCESS"],
        timeout=config["MESSAGE_TIMEOUT"],
        ca_file=config["MESSAGE_CA"],
    )
    return Sms(gateway)
