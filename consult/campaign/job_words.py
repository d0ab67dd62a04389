"""The words of the queue: its kinds of jobs, its lanes, and errors that people can act upon."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l

from consult.campaign.board import Lane
from consult.web.logs import masked

KIND_WORDS = {
    "deliver_letter": _l("Send letters"),
    "scan_file": _l("Check a file for viruses"),
    "synthesis.render": _l("Make a file of a note"),
    "publication.copy": _l("Make a marked copy"),
    "read_mailbox": _l("Read the mailbox of returned letters"),
    "remind": _l("Write reminders"),
    "close": _l("List the contributions at closing"),
    "suggest": _l("Search answers for suggestions"),
    "make_export": _l("Make a file to take away"),
    "index_answers": _l("Make answers quick to search"),
}
LANE_WORDS = {
    Lane.FAILED: _l("Failed"),
    Lane.LATE: _l("Overdue"),
    Lane.RUNNING: _l("Running"),
    Lane.COMING: _l("To come"),
    Lane.DONE: _l("Done lately"),
}
ERROR_WORDS = {
    "OperationalError": _l("The database did not answer."),
    "ConnectionRefusedError": _l("The server asked refused to answer."),
    "TimeoutError": _l("The server asked took too long."),
    "gaierror": _l("The name of the server asked is not known."),
    "ScanFailed": _l("The virus scanner did not answer."),
    "PrintingFailed": _l("The document could not be made."),
    "FileNotFoundError": _l("A file that was kept is not there any more."),
    "OSError": _l("The disk or the network refused."),
}
_TOKEN = re.compile(r"[\w-]{32,}")
LONGEST = 300


def explained(error: str) -> tuple[str, str]:
    """What went wrong, in words, and the machine's own line without anything secret."""
    name, _, rest = error.partition(":")
    words = ERROR_WORDS.get(name, _l("Something unforeseen went wrong."))
    line = rest.strip().splitlines()[0] if rest.strip() else ""
    return str(words), _TOKEN.sub("…", masked(f"{name}: {line}"))[:LONGEST]
