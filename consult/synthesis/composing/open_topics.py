"""What is said on each open question: themes, and positions towards them."""

from __future__ import annotations

from collections.abc import Iterator

from consult.analysis.material import Stance, Theme
from consult.calls.questionnaire import Question
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.exhibits import base_line
from consult.synthesis.composing.sayings import Saying
from consult.synthesis.composing.stories import Story, answered
from consult.synthesis.snapshot import Bar, Bars
from consult.synthesis.wording import continued


def coded(desk: Desk, question: Question) -> Iterator[Story]:
    """A story for each theme that somebody raised, most agencies first."""
    for theme, value in ranked_themes(desk, question):
        if value:
            sayings = tuple(positions(desk, theme, value))
            yield Story(question, value, sayings, theme=theme, dispute=dispute(desk, theme))


def ranked_themes(desk: Desk, question: Question) -> list[tuple[Theme, int]]:
    """The themes of a question with how many agencies speak of each, most first."""
    counts = [
        (theme, desk.ledger.resolve(theme_rule(theme)).value) for theme in desk.themes(question)
    ]
    return sorted(counts, key=lambda one: -one[1])


def theme_rule(theme: Theme, stance: Stance | None = None) -> str:
    """The rule that counts the agencies coded on a theme."""
    return f"theme:{theme.question}/{theme.key}" + (f":{stance}" if stance else "")


def dispute(desk: Desk, theme: Theme) -> int:
    """How many agencies hold the weaker side where the claim of a theme is argued over."""
    if not theme.claim:
        return 0
    sides = (Stance.SUPPORT, Stance.OPPOSE)
    return min(desk.ledger.resolve(theme_rule(theme, stance)).value for stance in sides)


def overview(desk: Desk, question: Question) -> Bars:
    """The themes of a question as a chart."""
    words = desk.words
    bars = tuple(
        Bar(theme.label, desk.ledger.record(theme_rule(theme)).value)
        for theme, _ in ranked_themes(desk, question)
    )
    return Bars(
        words.gettext("Themes raised, by number of agencies"),
        base_line(desk, question),
        bars,
        note=words.gettext("One agency may raise several themes."),
    )


def positions(desk: Desk, theme: Theme, value: int) -> Iterator[Saying]:
    """The positions towards the claim of a theme, most agencies first; else who speaks of it."""
    counts = {stance: desk.ledger.resolve(theme_rule(theme, stance)).value for stance in Stance}
    taken = sorted((stance for stance in Stance if counts[stance]), key=lambda s: -counts[s])
    if not theme.claim or not taken:
        yield _mention(theme, value)
        return
    for stance in taken:
        yield _position(desk, theme, stance, taken[0], counts[stance])


def _mention(theme: Theme, value: int) -> Saying:
    counts = {"count": (theme_rule(theme), theme.question)}
    return Saying(theme.label, value, counts, "%(count)s%(who)s", "%(count)s%(who)s")


def _position(desk: Desk, theme: Theme, stance: Stance, main: Stance, value: int) -> Saying:
    ngettext = desk.words.ngettext
    alone = {
        Stance.SUPPORT: ngettext(
            "%(count)s%(who)s holds that: %(claim)s",
            "%(count)s%(who)s hold that: %(claim)s",
            value,
        ),
        Stance.OPPOSE: ngettext(
            "%(count)s%(who)s rejects this idea: %(claim)s",
            "%(count)s%(who)s reject this idea: %(claim)s",
            value,
        ),
        Stance.NUANCE: ngettext(
            "%(count)s%(who)s qualifies this idea: %(claim)s",
            "%(count)s%(who)s qualify this idea: %(claim)s",
            value,
        ),
    }[stance]
    after = {
        Stance.SUPPORT: ngettext(
            "%(count)s%(who)s is in favour of it", "%(count)s%(who)s are in favour of it", value
        ),
        Stance.OPPOSE: ngettext(
            "%(count)s%(who)s is against it", "%(count)s%(who)s are against it", value
        ),
        Stance.NUANCE: ngettext(
            "%(count)s%(who)s expresses reserves", "%(count)s%(who)s express reserves", value
        ),
    }[stance]
    if main is not Stance.NUANCE and stance is not Stance.NUANCE:
        after = desk.words.gettext("conversely, %(sentence)s") % {"sentence": after}
    counts = {"count": (theme_rule(theme, stance), theme.question)}
    return Saying(theme.label, value, counts, alone, after, {"claim": continued(theme.claim)})


def uncoded(desk: Desk, question: Question) -> Story:
    """An open question that nobody coded: how many answered, at what length."""
    words, figures = desk.words, desk.tallied(question)
    said = words.ngettext(
        "%(count)s answered this question, in %(mean)s words on average. "
        "The answers were not coded: no theme is counted",
        "%(count)s answered this question, in %(mean)s words on average. "
        "The answers were not coded: no theme is counted",
        figures["answered"],
    )
    return answered(
        desk, question, said, {"mean": words.number(round(figures["words"] / figures["answered"]))}
    )
