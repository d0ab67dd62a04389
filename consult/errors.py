"""What a rule can say no to. The words for the visitor are in the templates."""

from __future__ import annotations


class Refusal(Exception):
    """A rule refused; `consult/web/errors.py` makes a page of it."""


class NotFound(Refusal):
    """There is no such thing, or not for this person: the two look alike."""


class Forbidden(Refusal):
    """The person is known but their role does not reach this far."""


class LinkExpired(Refusal):
    """The link was good once; it was revoked or its time is over."""


class CallNotOpen(Refusal):
    """The call does not take answers at that instant."""


class NotReady(Refusal):
    """The call lacks something it needs before it can open; `args[0]` lists what."""


class StaleRevision(Refusal):
    """Somebody saved a newer text than the one this form was built from."""


class NotApproved(Refusal):
    """The call wants a signatory's approval, and this very text has none."""


class Withheld(Refusal):
    """A file that the virus scanner has not found clean; `args[0]` is its name."""


class TooManyAttempts(Refusal):
    """Wait before trying again."""


class Invalid(Refusal):
    """The input breaks a rule; the message is a sentence for the person who typed it."""
