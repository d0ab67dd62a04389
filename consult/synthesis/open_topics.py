"""What is said on each open question: themes, positions towards them, quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from consult.analysis.material import Stance, Theme
from consult.calls.questionnaire import Question
from consult.synthesis.closed_topics import Told
from consult.synthesis.desk import Desk
from consult.synthesis.exhibits import base_line, withheld_reason
from consult.synthesis.quotes import Quoter
from consult.synthesis.snapshot import Bar, Bars, Claim, Run, Topic, Withheld
from consult.synthesis.wording import continued

LEADING = 3
"""How many themes of a question have a place of their own; the others share one."""


def coded(desk: Desk, quoter: Quoter, question: Question) -> Iterator[Topic]:
    """The themes of a coded question: an overview, then one topic each, largest first."""
    if desk.withheld(question):
        yield Topic(
            question.key, question.label, exhibit=Withheld(question.label, withheld_reason(desk))
        )
        return
    ranked = ranked_themes(desk, question)
    yield overview(desk, question, ranked)
    raised = [(theme, value) for theme, value in ranked if value]
    for rank, (theme, value) in enumerate(raised[:LEADING]):
        yield of_theme(desk, quoter, theme, value, quotes=2 if rank == 0 else 1)
    if raised[LEADING:]:
        yield _also(desk, question, raised[LEADING:])


def ranked_themes(desk: Desk, question: Question) -> list[tuple[Theme, int]]:
    """The themes of a question with how many agencies speak of each, most first."""
    counts = [
        (theme, desk.ledger.resolve(theme_rule(theme)).value) for theme in desk.themes(question)
    ]
    return sorted(counts, key=lambda one: -one[1])


def theme_rule(theme: Theme, stance: Stance | None = None) -> str:
    """The rule that counts the agencies coded on a theme."""
    return f"theme:{theme.question}/{theme.key}" + (f":{stance}" if stance else "")


def overview(desk: Desk, question: Question, ranked: list[tuple[Theme, int]]) -> Topic:
    """How many answered an open question, and what they speak of."""
    words = desk.words
    rule = f"answered_question:{question.key}"
    said = words.ngettext(
        "%(count)s answered this question.",
        "%(count)s answered this question.",
        desk.ledger.resolve(rule).value,
    )
    bars = tuple(
        Bar(theme.label, desk.ledger.record(theme_rule(theme)).value) for theme, _ in ranked
    )
    chart = Bars(
        words.gettext("Themes raised, by number of agencies"),
        base_line(desk, question),
        bars,
        note=words.gettext("One agency may raise several themes."),
    )
    claim = desk.ledger.claim(said, {"count": (rule, question.key)})
    return Topic(question.key, question.label, claims=(claim,), exhibit=chart)


def _also(desk: Desk, question: Question, raised: list[tuple[Theme, int]]) -> Topic:
    """The other themes of a question, a few lines each and nobody forgotten."""
    claims: list[Claim] = []
    minority: list[Claim] = []
    for theme, value in raised:
        told, apart = positions(desk, theme, value)
        claims.extend(_headed(desk, theme, claim) for claim in told)
        minority.extend(_headed(desk, theme, claim) for claim in apart)
    return Topic(
        f"{question.key}/+",
        desk.words.gettext("Other themes raised"),
        claims=tuple(claims),
        minority=tuple(minority),
    )


def _headed(desk: Desk, theme: Theme, claim: Claim) -> Claim:
    """The statement with its theme before it, where no title says it."""
    head = desk.words.gettext("%(theme)s: ") % {"theme": theme.label}
    first, *rest = claim.runs
    if first.figure is not None:
        return replace(claim, runs=(Run(head), first, *rest))
    said = first.text[:1].lower() + first.text[1:]
    return replace(claim, runs=(Run(head + said), *rest))


def of_theme(desk: Desk, quoter: Quoter, theme: Theme, value: int, *, quotes: int) -> Topic:
    """Who says what on a theme: the main position first, the opposite and reserves after it."""
    passages = desk.passages(theme.question, theme.key)
    most = min(quotes, value - 1)
    claims, minority = positions(desk, theme, value)
    return Topic(
        f"{theme.question}/{theme.key}",
        theme.label,
        claims=tuple(claims),
        minority=tuple(minority),
        quotes=quoter.of_theme(passages, most),
        aside=_aside(desk, theme, value),
    )


def _aside(desk: Desk, theme: Theme, value: int) -> tuple[str, str] | None:
    """A key number for the margin, where at least two agencies in three speak of the theme."""
    responses = len(desk.material.replies)
    if responses < 3 or value * 3 < responses * 2:
        return None
    record = desk.ledger.record(theme_rule(theme))
    text = desk.words.gettext("%(value)s of %(base)s")
    number = text % {
        "value": desk.words.number(record.value),
        "base": desk.words.number(record.base or 0),
    }
    return number, desk.words.gettext("agencies speak of this")


def positions(desk: Desk, theme: Theme, value: int) -> Told:
    """The statements of a theme, by stance towards its claim."""
    counts = {stance: desk.ledger.resolve(theme_rule(theme, stance)).value for stance in Stance}
    taken = sorted((stance for stance in Stance if counts[stance]), key=lambda s: -counts[s])
    if not theme.claim or not taken:
        return [_mention(desk, theme, value)], []
    claims = [_main(desk, theme, taken[0], counts[taken[0]])]
    minority: list[Claim] = []
    for stance in taken[1:]:
        claim = _besides(desk, theme, stance, taken[0], counts[stance])
        apart = desk.is_minority(counts[stance]) and stance is not Stance.NUANCE
        (minority if apart else claims).append(claim)
    return claims, minority


def _mention(desk: Desk, theme: Theme, value: int) -> Claim:
    said = desk.words.ngettext(
        "%(count)s%(who)s speaks of it.", "%(count)s%(who)s speak of it.", value
    )
    return desk.ledger.claim(said, {"count": (theme_rule(theme), theme.question)})


def _main(desk: Desk, theme: Theme, stance: Stance, value: int) -> Claim:
    ngettext = desk.words.ngettext
    said = {
        Stance.SUPPORT: ngettext(
            "%(count)s%(who)s holds that: %(claim)s.",
            "%(count)s%(who)s hold that: %(claim)s.",
            value,
        ),
        Stance.OPPOSE: ngettext(
            "%(count)s%(who)s rejects this idea: %(claim)s.",
            "%(count)s%(who)s reject this idea: %(claim)s.",
            value,
        ),
        Stance.NUANCE: ngettext(
            "%(count)s%(who)s qualifies this idea: %(claim)s.",
            "%(count)s%(who)s qualify this idea: %(claim)s.",
            value,
        ),
    }[stance]
    rule = theme_rule(theme, stance)
    return desk.ledger.claim(said, {"count": (rule, theme.question)}, claim=continued(theme.claim))


def _besides(desk: Desk, theme: Theme, stance: Stance, main: Stance, value: int) -> Claim:
    ngettext = desk.words.ngettext
    favour = ngettext(
        "%(count)s%(who)s is in favour of it.", "%(count)s%(who)s are in favour of it.", value
    )
    against = ngettext("%(count)s%(who)s is against it.", "%(count)s%(who)s are against it.", value)
    reserve = ngettext(
        "%(count)s%(who)s expresses reserves.", "%(count)s%(who)s express reserves.", value
    )
    said = {Stance.SUPPORT: favour, Stance.OPPOSE: against, Stance.NUANCE: reserve}[stance]
    if main is not Stance.NUANCE and stance is not Stance.NUANCE:
        said = desk.words.gettext("Conversely, %(sentence)s") % {"sentence": said}
    return desk.ledger.claim(said, {"count": (theme_rule(theme, stance), theme.question)})


def uncoded(desk: Desk, quoter: Quoter, question: Question) -> Topic:
    """An open question that nobody coded: how many answered, at what length, in whose words."""
    if desk.withheld(question):
        return Topic(
            question.key, question.label, exhibit=Withheld(question.label, withheld_reason(desk))
        )
    words, figures = desk.words, desk.tallied(question)
    rule = f"answered_question:{question.key}"
    mean = round(figures["words"] / figures["answered"])
    said = words.ngettext(
        "%(count)s answered this question, in %(mean)s words on average. "
        "The answers were not coded: no theme is counted.",
        "%(count)s answered this question, in %(mean)s words on average. "
        "The answers were not coded: no theme is counted.",
        figures["answered"],
    )
    claim = desk.ledger.claim(said, {"count": (rule, question.key)}, mean=words.number(mean))
    replies = desk.material.reply
    answers = [
        (agency, str(replies[agency].values[question.key])) for agency in desk.answered(question)
    ]
    return Topic(
        question.key,
        question.label,
        claims=(claim,),
        quotes=quoter.of_answers(question.key, answers, 3),
    )
