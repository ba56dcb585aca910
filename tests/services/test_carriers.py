"""What is said of the ways out of the house."""

from __future__ import annotations

from review.domain.reminders import Channel
from review.services import carriers


def test_of_a_gateway_for_text_messages_the_host_alone_is_said() -> None:
    config = {"SMS_URL": "https://user:secret@sms.example.cn:8443/send?key=secret"}

    assert carriers.server_of(Channel.SMS, config) == "sms.example.cn"
