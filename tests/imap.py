"""A mailbox for the tests: as much of IMAP as reading reports takes."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Box:
    """Messages by number, those that were marked as read, and what was asked."""

    def __init__(self) -> None:
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.asked: list[str] = []

    def unread_reports(self) -> list[int]:
        """What the search that we send would find."""
        return [
            number
            for number, content in self.messages.items()
            if number not in self.seen and b"multipart/report" in content.lower()
        ]


class Talk(socketserver.StreamRequestHandler):
    """One visit."""

    def handle(self) -> None:
        self.say(b"* OK ready")
        for raw in self.rfile:
            tag, _, command = raw.decode().strip().partition(" ")
            box: Box = self.server.box
            box.asked.append(command)
            word = command.split(" ")[0].upper()
            if word == "CAPABILITY":
                self.say(b"* CAPABILITY IMAP4rev1")
            elif word == "LOGIN" and '"secret"' not in command:
                self.say(f"{tag} NO who are you".encode())
                continue
            elif word == "UID":
                self.uid(box, command)
            self.say(f"{tag} OK done".encode())
            if word == "LOGOUT":
                return

    def uid(self, box: Box, command: str) -> None:
        _, what, *rest = command.split(" ")
        if what == "SEARCH":
            found = " ".join(map(str, box.unread_reports()))
            self.say(f"* SEARCH {found}".rstrip().encode())
            return
        number = int(rest[0])
        if what == "FETCH":
            most = int(re.search(r"<0\.(\d+)>", command)[1])
            content = box.messages[number][:most]
            head = f"* 1 FETCH (UID {number} BODY[]<0> {{{len(content)}}}".encode()
            self.say(head + b"\r\n" + content + b")")
        elif what == "STORE":
            box.seen.add(number)

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def serving(box: Box) -> Iterator[str]:
    """The address of the mailbox while it is open."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads, server.box = True, box
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"imap://office:secret@127.0.0.1:{server.server_address[1]}/INBOX"
        finally:
            server.shutdown()
            thread.join()
