"""What may be done with words of an agency, as the desk tells staff before they cite them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consult.contributions.consent import Attribution, QuotePermission
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.blocks import Place
from consult.synthesis.drafting.origins import Origin, Standing, standing


class Badge(StrEnum):
    """Whether words may be quoted in a note handed outside; the first that holds is told."""

    GONE = "gone"  # withdrawn, or never sent
    ALTERED = "altered"  # not what the agency says any more
    CONFIDENTIAL = "confidential"
    REFUSED = "refused"
    REVIEW = "review"  # the agency reads them again first
    TELLING = "telling"  # unsigned, they would name their author all the same
    UNNAMED = "unnamed"  # may be quoted, but not named as what describes a practice is
    CITABLE = "citable"


@dataclass(frozen=True, slots=True)
class Citable:
    """Words with what the note makes of them.

    `by` signs them there: an acronym, or « une agence »; `code` is that of the contribution
    where the statement may be attributed. `named` says that the signature is its name.
    """

    place: Place
    badge: Badge
    by: str
    code: str
    name: str
    question: str
    named: bool


def cited(desk: Desk, place: Place, origin: Origin | None = None) -> Citable:
    """What may be done with the words of a place; without an origin it is taken to be the last."""
    question = desk.material.questionnaire.by_key.get(place.question)
    member = desk.material.member.get(place.agency)
    known = place.agency in desk.material.reply and question is not None
    badge = _since(place, origin) if origin is not None else None
    if badge is None:
        badge = allowed(desk, place.agency, place.question, place.text) if known else Badge.GONE
    named = known and desk.disclosure.attributable(place.agency, place.question)
    return Citable(
        place=place,
        badge=badge,
        by=place.agency if named else desk.words.gettext("an agency"),
        code=desk.ledger.codes.get(place.agency, "") if named else "",
        name=member.name if member and member.name else place.agency,
        question=question.label if question else place.question,
        named=named,
    )


def allowed(desk: Desk, agency: str, question: str, text: str) -> Badge:
    """What an agency that answered allows to be done with its words."""
    disclosure, reply = desk.disclosure, desk.material.reply[agency]
    if disclosure.voice(agency, question, text) is not None:
        return Badge.CITABLE
    in_confidence = disclosure.confidential(agency, question)
    if in_confidence or reply.attribution is Attribution.CONFIDENTIAL:
        return Badge.CONFIDENTIAL
    named = disclosure.attributable(agency, question)
    if reply.quotes is QuotePermission.REFUSED or disclosure.clearance.refuses(
        agency, question, text, named=named
    ):
        return Badge.REFUSED
    if reply.quotes is QuotePermission.AFTER_REVIEW:
        return Badge.REVIEW
    return Badge.TELLING


def boxed(desk: Desk, agency: str, question: str, text: str) -> Badge:
    """The same of a practice, which is printed under the name of its agency or not at all."""
    found = allowed(desk, agency, question, text)
    named = desk.disclosure.attributable(agency, question)
    barred = found in (Badge.CONFIDENTIAL, Badge.REFUSED)
    return found if named or barred else Badge.UNNAMED


def _since(place: Place, origin: Origin) -> Badge | None:
    found = standing(place, origin)
    if found in (Standing.UNKNOWN, Standing.WITHDRAWN):
        return Badge.GONE
    return Badge.ALTERED if found in (Standing.ALTERED, Standing.CHANGED) else None
