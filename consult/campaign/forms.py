"""The words of the monitoring."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.campaign.atlas import Shade
from consult.campaign.monitoring import Status
from consult.campaign.queries import EXTENSION, INVITATION, REMINDER
from consult.contributions.declared import GROUNDS_WORDS
from consult.contributions.team.behalf_forms import CHANNEL_WORDS as ENTERED_BY

STATUS_WORDS = {
    Status.NOT_INVITED: _l("not written to"),
    Status.BOUNCED: _l("letter returned"),
    Status.INVITED: _l("invited"),
    Status.OPENED: _l("form opened"),
    Status.DRAFT: _l("draft"),
    Status.AWAITING_SIGNATURE: _l("awaiting signature"),
    Status.DECLINED: _l("will not answer"),
    Status.JOINING: _l("wishes to join"),
    Status.JOINED: _l("joins"),
    Status.WITHDRAWN: _l("withdrawn"),
    Status.TO_CONFIRM: _l("to be confirmed"),
    Status.SENT: _l("sent"),
    Status.LATE: _l("sent late"),
}
GROUP_WORDS = {
    "silent": _l("nothing received"),
    "begun": _l("begun, not sent"),
    "received": _l("received"),
    "declared": _l("will send nothing"),
}
CHANNEL_WORDS = {
    "web": _l("online form"),
    "pdf": _l("PDF form"),
    "word": _l("Word form"),
    **ENTERED_BY,
}
MILESTONE_WORDS = {
    INVITATION: _l("invitation"),
    REMINDER: _l("reminder"),
    EXTENSION: _l("deadline moved"),
}
SHADE_WORDS = {
    Shade.NONE: _l("no agency asked"),
    Shade.INVITED: _l("nothing received yet"),
    Shade.DRAFT: _l("a draft at least"),
    Shade.SENT: _l("a contribution at least"),
}

__all__ = [
    "CHANNEL_WORDS",
    "GROUNDS_WORDS",
    "GROUP_WORDS",
    "STATUS_WORDS",
]
