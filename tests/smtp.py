"""A real SMTP server for the tests: keeps what it takes, and refuses as it is told to."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class Office:
    """What arrived, in order; `refusals` answers an address, `connections` counts visits."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        self.connections = 0
        self.tries: Counter[str] = Counter()
        self.hang_up_after = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - its name there
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - its name there
        self.tries[address] += 1
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - its name there
        self.letters.append(message_from_bytes(envelope.content, policy=policy.SMTP))
        if self.hang_up_after and len(self.letters) % self.hang_up_after == 0:
            server.transport.close()
        return "250 OK"


@contextmanager
def serving(office: Office) -> Iterator[str]:
    """The address of the server while it runs."""
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port = trying.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
