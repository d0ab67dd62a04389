"""The method box: how many of how many, when, how, and with what precautions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from consult.analysis.material import Member
from consult.contributions.consent import Attribution
from consult.synthesis.composing.desk import PERCENTAGES_FROM, Desk
from consult.synthesis.snapshot import Method, Share


def method(desk: Desk, *, proposed: int = 0, bracketed: bool = False) -> Method:
    """What a reader needs to weigh the note.

    `proposed` counts the statements and quotations that nobody changed since the tool proposed
    them; `bracketed` says that words were put into quotations between brackets.
    """
    return Method(
        responses=len(desk.material.replies),
        agencies=len(desk.material.agencies),
        by_level=_shares(desk, lambda member: member.level),
        by_region=_shares(desk, lambda member: member.region),
        statements=(*_statements(desk), *_proposed(desk, proposed)),
        precautions=tuple(_precautions(desk, bracketed=bracketed)),
        declined=desk.material.declined,
        joined=len(desk.material.joins),
    )


def _shares(desk: Desk, of: Callable[[Member], str]) -> tuple[Share, ...]:
    rates = desk.disclosure.rates(of)
    return tuple(Share(rate.label, rate.responses, rate.agencies) for rate in rates)


def _statements(desk: Desk) -> Iterator[str]:
    words, call = desk.words, desk.material.call
    yield words.gettext("The call was open from %(opens)s to %(closes)s (%(zone)s).") % {
        "opens": words.moment(call.opens_at, call.timezone),
        "closes": words.moment(call.closes_at, call.timezone),
        "zone": words.zone(call.timezone),
    }
    yield from _longer(desk)
    yield from _channels(desk)
    yield from _on_behalf(desk)
    yield from _late(desk)
    yield from _apart(desk)
    suggested = sum(one.suggested for one in desk.material.passages)
    if suggested:
        said = words.ngettext(
            "Open answers were read in full; each passage was attached to themes by a person, who "
            "accepted %(count)s attachment that the tool suggested; counts are computed from that "
            "coding and from the closed answers.",
            "Open answers were read in full; each passage was attached to themes by a person, who "
            "accepted %(count)s attachments that the tool suggested; counts are computed from "
            "that coding and from the closed answers.",
            suggested,
        )
        yield said % {"count": words.number(suggested)}
    elif any(passage.theme for passage in desk.material.passages):
        yield words.gettext(
            "Open answers were read in full; each passage was attached to themes by a person. "
            "No theme or stance was suggested by a machine; counts are computed from "
            "that coding and from the closed answers."
        )
    else:
        yield words.gettext(
            "Open answers were not coded: they are quoted and printed, and no theme is counted. "
            "Nothing in this note was suggested by a machine."
        )
    yield words.gettext(
        "Agencies are counted, not passages: an agency counts once, whatever the length of its "
        "answers."
    )
    yield words.gettext(
        "An answer such as “RAS”, “nil” or “–” is not counted as an answer, and no answer is "
        "read as an opinion."
    )
    if len(desk.material.replies) < PERCENTAGES_FROM:
        yield words.gettext("No percentage is printed below %(floor)s answers.") % {
            "floor": words.number(PERCENTAGES_FROM)
        }


def _proposed(desk: Desk, count: int) -> Iterator[str]:
    if count:
        said = desk.words.ngettext(
            "%(count)s statement or quotation is printed as the tool proposed it, out of the "
            "answers and their coding.",
            "%(count)s statements and quotations are printed as the tool proposed them, out of "
            "the answers and their coding.",
            count,
        )
        yield said % {"count": desk.words.number(count)}


CHANNELS = ("web", "email", "pdf", "word", "phone", "post", "meeting")


def channel_name(desk: Desk, channel: str) -> str:
    """How a contribution came, in words."""
    words = desk.words
    return {
        "web": words.gettext("by the online form"),
        "email": words.gettext("by e-mail"),
        "pdf": words.gettext("on a PDF form"),
        "word": words.gettext("on a Word form"),
        "phone": words.gettext("by telephone"),
        "post": words.gettext("by post"),
        "meeting": words.gettext("in a meeting"),
    }.get(channel, channel)


def _channels(desk: Desk) -> Iterator[str]:
    words, channels = desk.words, desk.tally["channel"]
    if channels:
        ranked = sorted(channels.items(), key=lambda one: (-one[1], one[0]))
        listed = words.listed(
            f"{words.number(count)} {channel_name(desk, name)}" for name, count in ranked
        )
        said = words.ngettext(
            "%(count)s contribution received: %(channels)s.",
            "%(count)s contributions received: %(channels)s.",
            len(desk.material.replies),
        )
        yield said % {"count": words.number(len(desk.material.replies)), "channels": listed}


def _on_behalf(desk: Desk) -> Iterator[str]:
    """What the federation typed out of letters and calls; the agency confirms it or corrects it."""
    typed = sum(reply.on_behalf for reply in desk.material.replies)
    if typed:
        said = desk.words.ngettext(
            "%(count)s contribution was typed by the federation on behalf of its agency.",
            "%(count)s contributions were typed by the federation on behalf of their agencies.",
            typed,
        )
        yield said % {"count": desk.words.number(typed)}


def _longer(desk: Desk) -> Iterator[str]:
    """Who was given longer than the others: how many, and until when; never which."""
    words, call, longer = desk.words, desk.material.call, desk.material.longer
    if longer:
        said = words.ngettext(
            "%(count)s agency was given longer, until %(until)s.",
            "%(count)s agencies were given longer, until %(until)s at the latest.",
            len(longer),
        )
        until = words.moment(max(longer), call.timezone)
        yield said % {"count": words.number(len(longer)), "until": until}


def _late(desk: Desk) -> Iterator[str]:
    late = desk.tally["late"]
    if late:
        said = desk.words.ngettext(
            "%(late)s contribution arrived after the deadline and was taken into account.",
            "%(late)s contributions arrived after the deadline and were taken into account.",
            late,
        )
        yield said % {"late": desk.words.number(late)}


def _apart(desk: Desk) -> Iterator[str]:
    """Who said that they would not answer, and who joins another: counted, and added to nothing."""
    words, declined, joins = desk.words, desk.material.declined, desk.material.joins
    if declined:
        said = words.ngettext(
            "%(count)s agency let it be known that it would not answer.",
            "%(count)s agencies let it be known that they would not answer.",
            declined,
        )
        yield said % {"count": words.number(declined)}
    if joins:
        said = words.ngettext(
            "%(count)s agency joins the contribution of another one%(names)s; it is added to no "
            "figure.",
            "%(count)s agencies join the contribution of another one%(names)s; they are added to "
            "no figure.",
            len(joins),
        )
        names = [
            words.gettext("%(joiner)s with %(agency)s") % {"joiner": one.agency, "agency": one.to}
            for one in desk.disclosure.joins
        ]
        yield said % {
            "count": words.number(len(joins)),
            "names": words.who(names, len(joins)),
        }


def _precautions(desk: Desk, *, bracketed: bool) -> Iterator[str]:
    words = desk.words
    yield words.gettext(
        "The note reports what the agencies that answered say; it does not claim to represent "
        "those that did not."
    )
    if not desk.disclosure.protected:
        yield words.gettext(
            "Working document for the federation: it holds confidential and anonymous answers and "
            "must not leave it."
        )
        return
    if desk.disclosure.shielded:
        yield words.gettext(
            "Some agencies asked not to be named behind a position. So that none can be found by "
            "elimination, several thanked agencies are attributed nothing; lists that begin with "
            "“including” are partial for that reason."
        )
    if desk.disclosure.unnamed:
        said = words.ngettext(
            "%(count)s contribution is confidential: it is counted in the totals, under no level "
            "or region, and never reproduced.",
            "%(count)s contributions are confidential: they are counted in the totals, under no "
            "level or region, and never reproduced.",
            desk.disclosure.unnamed,
        )
        yield said % {"count": words.number(desk.disclosure.unnamed)}
    if any(desk.material.reply[agency].confidential for agency in desk.disclosure.attributed):
        yield words.gettext(
            "Answers given in confidence are counted, and neither quoted nor attributed."
        )
    if bracketed:
        yield words.gettext(
            "Quotations are copied from answers whose authors allow it; only “[…]” and what stands "
            "in square brackets was added."
        )
    else:
        yield words.gettext(
            "Quotations are copied from answers whose authors allow it; only “[…]” may have been "
            "added."
        )


def anonymous(desk: Desk) -> int:
    """How many contributors asked for anonymity."""
    return sum(reply.attribution is Attribution.ANONYMOUS for reply in desk.material.replies)
