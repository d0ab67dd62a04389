"""What is said on each question: statements, disagreements, minority positions, quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from consult.analysis.material import Stance, Theme
from consult.calls.questionnaire import Question, QuestionKind
from consult.synthesis.desk import Desk
from consult.synthesis.exhibits import base_line, exhibit, option_keys, withheld_reason
from consult.synthesis.quotes import Quoter
from consult.synthesis.snapshot import Bar, Bars, Claim, Run, Topic, Withheld
from consult.synthesis.wording import Counted, continued

MOST_CLAIMS = 4
SMALL_SHARE = 6
"""A position held by at most one agency, or one in so many, is a minority position."""


def of_question(desk: Desk, quoter: Quoter, question: Question) -> Iterator[Topic]:
    """Every topic that a question gives rise to; none when nobody answered."""
    if not desk.answered(question):
        return
    if question.kind in TELLERS:
        yield closed(desk, question)
    elif desk.themes(question):
        yield from coded(desk, quoter, question)
    elif question.kind is QuestionKind.LONG_TEXT:
        yield uncoded(desk, quoter, question)


# --- closed questions ---------------------------------------------------------------------


def closed(desk: Desk, question: Question) -> Topic:
    """A closed question: what stands out, the minority positions, the chart."""
    if desk.withheld(question):
        return Topic(
            question.key, question.label, exhibit=Withheld(question.label, withheld_reason(desk))
        )
    claims, minority = TELLERS[question.kind](desk, question)
    return Topic(
        question.key,
        question.label,
        claims=(*_put_to(desk, question), *claims),
        minority=tuple(minority),
        exhibit=exhibit(desk, question),
    )


def is_minority(desk: Desk, value: int) -> bool:
    """Whether so few hold a position that it is told apart, lest it be forgotten."""
    return 0 < value <= max(1, len(desk.material.replies) // SMALL_SHARE // 2)


Told = tuple[list[Claim], list[Claim]]


def _put_to(desk: Desk, question: Question) -> Iterator[Claim]:
    """A conditional question says to how many agencies it was put."""
    if question.show_if is not None:
        line = base_line(desk, question)
        yield desk.ledger.statement("%(line)s.", {"line": line})


def _single(desk: Desk, question: Question) -> Told:
    ngettext = desk.words.ngettext
    claims: list[Claim] = []
    minority: list[Claim] = []
    nobody: list[str] = []
    for rule, key, value in ranked_options(desk, question):
        if not value:
            nobody.append(key)
            continue
        said = ngettext("%(count)s%(who)s chooses %(option)s.", "%(count)s%(who)s choose %(option)s.", value)
        claim = desk.ledger.claim(
            said,
            {"count": (rule, question.key)},
            option=desk.words.quoted(desk.label(question, key)),
        )
        (minority if is_minority(desk, value) else claims).append(claim)
    if not claims:
        claims, minority = minority, []
    return claims + _nobody(desk, question, nobody), minority


def _nobody(desk: Desk, question: Question, keys: list[str]) -> list[Claim]:
    """Options that nobody chose are told too, when they are few enough to mean something."""
    options = [key for key in keys if key in {option.key for option in question.options}]
    if not options or len(options) > 3:
        return []
    figures = [desk.ledger.record(f"answer:{question.key}={key}") for key in options]
    quoted = [desk.words.quoted(desk.label(question, key)) for key in options]
    labels = desk.words.listed(quoted, either=True)
    nobody = Counted(figures[0].id, desk.words.gettext("No agency"))
    said = desk.words.gettext("%(count)s chooses %(options)s.")
    return [desk.ledger.statement(said, {"count": nobody, "options": labels})]


def _multiple(desk: Desk, question: Question) -> Told:
    claims: list[Claim] = []
    last = 0
    for rule, key, value in ranked_options(desk, question):
        if not value or (len(claims) >= 3 and (value < last or len(claims) > MOST_CLAIMS)):
            break
        said = desk.words.ngettext(
            "%(count)s%(who)s ticks %(option)s.", "%(count)s%(who)s tick %(option)s.", value
        )
        label = desk.words.quoted(desk.label(question, key))
        claims.append(desk.ledger.claim(said, {"count": (rule, question.key)}, option=label))
        last = value
    return claims, []


def ranked_options(desk: Desk, question: Question) -> list[tuple[str, str, int]]:
    """(rule, key, count) of every option, most chosen first, in the order offered on ties."""
    rules = [(f"answer:{question.key}={key}", key) for key in option_keys(question)]
    counts = [(rule, key, desk.ledger.resolve(rule).value) for rule, key in rules]
    return sorted(counts, key=lambda one: -one[2])


def _likert(desk: Desk, question: Question) -> Told:
    if len(question.scale) < 2:
        return [], []
    rows = ranked_rows(desk, question)
    half = len(desk.material.replies) / 2
    telling = [one for one in rows if one[2] >= half][:MOST_CLAIMS] or rows[:1]
    return [likert_claim(desk, question, row) for _, row, value in telling if value], []


def high_points(question: Question) -> tuple[str, ...]:
    """The keys of the points that mean « much »: the two highest, one on a short scale."""
    return tuple(point.key for point in question.scale[-2 if len(question.scale) > 3 else -1 :])


def ranked_rows(desk: Desk, question: Question) -> list[tuple[str, str, int]]:
    """(rule, row, count) of the rows whose counts may be printed, highest first."""
    floor = high_points(question)[0]
    found: list[tuple[str, str, int]] = []
    for row in question.rows:
        rule = f"likert:{question.key}.{row.key}>={floor}"
        judges = desk.ledger.resolve(f"likert:{question.key}.{row.key}>={question.scale[0].key}")
        if not desk.disclosure.withholds(question.key, judges.agencies):
            found.append((rule, row.key, desk.ledger.resolve(rule).value))
    top = question.scale[-1].key

    def rank(one: tuple[str, str, int]) -> tuple[int, int]:
        highest = desk.ledger.resolve(f"likert:{question.key}.{one[1]}={top}").value
        return -one[2], -highest

    return sorted(found, key=rank)


def likert_claim(desk: Desk, question: Question, row: str) -> Claim:
    """How many answer one of the highest points, and how many the very highest."""
    points = {point.key: point.label for point in question.scale}
    label = next(one.label for one in question.rows if one.key == row)
    high = high_points(question)
    words = desk.words
    counts = {"count": (f"likert:{question.key}.{row}>={high[0]}", question.key)}
    texts = {
        "row": words.quoted(label),
        "high": words.quoted(points[high[0]]),
        "top": words.quoted(points[high[-1]]),
    }
    value = desk.ledger.resolve(counts["count"][0]).value
    top_rule = f"likert:{question.key}.{row}={high[-1]}"
    if len(high) == 1:
        said = words.ngettext(
            "%(row)s: %(count)s%(who)s answers %(top)s.",
            "%(row)s: %(count)s%(who)s answer %(top)s.",
            value,
        )
    elif desk.ledger.resolve(top_rule).value in (0, value):
        said = words.ngettext(
            "%(row)s: %(count)s%(who)s answers %(high)s or %(top)s.",
            "%(row)s: %(count)s%(who)s answer %(high)s or %(top)s.",
            value,
        )
    else:
        counts["count_top"] = (top_rule, question.key)
        said = words.ngettext(
            "%(row)s: %(count)s answers %(high)s or %(top)s, and %(count_top)s%(who_top)s %(top)s.",
            "%(row)s: %(count)s answer %(high)s or %(top)s, and %(count_top)s%(who_top)s %(top)s.",
            value,
        )
    return desk.ledger.claim(said, counts, **texts)


def _ranking(desk: Desk, question: Question) -> Told:
    claims: list[Claim] = []
    minority: list[Claim] = []
    for rule, key, value in ranked_firsts(desk, question):
        if not value:
            break
        said = desk.words.ngettext(
            "%(count)s%(who)s ranks %(option)s first.",
            "%(count)s%(who)s rank %(option)s first.",
            value,
        )
        label = desk.words.quoted(desk.label(question, key))
        claim = desk.ledger.claim(said, {"count": (rule, question.key)}, option=label)
        (minority if is_minority(desk, value) and claims else claims).append(claim)
    return claims[:MOST_CLAIMS], minority


def ranked_firsts(desk: Desk, question: Question) -> list[tuple[str, str, int]]:
    """(rule, key, count) of the options, most often first at the head."""
    rules = [(f"first:{question.key}={option.key}", option.key) for option in question.options]
    counts = [(rule, key, desk.ledger.resolve(rule).value) for rule, key in rules]
    return sorted(counts, key=lambda one: -one[2])


def _number(desk: Desk, question: Question) -> Told:
    words, figures = desk.words, desk.tallied(question)
    unit = f" {question.unit.strip()}" if question.unit.strip() else ""
    rule = f"answered_question:{question.key}"
    said = words.ngettext(
        "%(count)s gives a value: %(min)s.",
        "%(count)s give values from %(min)s to %(max)s; the median is %(median)s.",
        figures["answered"],
    )
    texts = {
        name: f"{words.number(figures[name])}{unit}" for name in ("min", "median", "max")
    }
    return [desk.ledger.claim(said, {"count": (rule, question.key)}, **texts)], []


def _date(desk: Desk, question: Question) -> Told:
    words, figures = desk.words, desk.tallied(question)
    first, last = (date.fromisoformat(figures[name]) for name in ("min", "max"))
    counts = {"count": (f"answered_question:{question.key}", question.key)}
    if first == last:
        said = words.ngettext(
            "%(count)s gives a date: %(day)s.",
            "%(count)s give the same date: %(day)s.",
            figures["answered"],
        )
        return [desk.ledger.claim(said, counts, day=words.day(first))], []
    said = words.gettext("%(count)s give dates %(span)s.")
    return [desk.ledger.claim(said, counts, span=words.days(first, last))], []


TELLERS: Mapping[QuestionKind, Callable[[Desk, Question], Told]] = {
    QuestionKind.SINGLE_CHOICE: _single,
    QuestionKind.MULTIPLE_CHOICE: _multiple,
    QuestionKind.LIKERT: _likert,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
}


# --- open questions -----------------------------------------------------------------------


def coded(desk: Desk, quoter: Quoter, question: Question) -> Iterator[Topic]:
    """The themes of a coded question: an overview, then one topic each, largest first."""
    if desk.withheld(question):
        yield Topic(
            question.key, question.label, exhibit=Withheld(question.label, withheld_reason(desk))
        )
        return
    ranked = ranked_themes(desk, question)
    yield overview(desk, question, ranked)
    for theme, value in ranked:
        if value:
            yield of_theme(desk, quoter, theme, value)


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


def of_theme(desk: Desk, quoter: Quoter, theme: Theme, value: int) -> Topic:
    """Who says what on a theme: the main position first, the opposite and reserves after it."""
    passages = desk.passages(theme.question, theme.key)
    most = 2 if value >= 5 else 1 if value >= 2 else 0
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
    counts = {
        stance: desk.ledger.resolve(theme_rule(theme, stance)).value for stance in Stance
    }
    taken = sorted((stance for stance in Stance if counts[stance]), key=lambda s: -counts[s])
    if not theme.claim or not taken:
        return [_mention(desk, theme, value)], []
    claims = [_main(desk, theme, taken[0], counts[taken[0]])]
    minority: list[Claim] = []
    for stance in taken[1:]:
        claim = _besides(desk, theme, stance, taken[0], counts[stance])
        apart = is_minority(desk, counts[stance]) and stance is not Stance.NUANCE
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
    return desk.ledger.claim(
        said, {"count": (rule, theme.question)}, claim=continued(theme.claim)
    )


def _besides(desk: Desk, theme: Theme, stance: Stance, main: Stance, value: int) -> Claim:
    ngettext = desk.words.ngettext
    favour = ngettext(
        "%(count)s%(who)s is in favour of it.", "%(count)s%(who)s are in favour of it.", value
    )
    against = ngettext(
        "%(count)s%(who)s is against it.", "%(count)s%(who)s are against it.", value
    )
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


def bare(claim: Claim) -> str:
    """A statement as plain text."""
    return "".join(run.text for run in claim.runs)


def plain(text: str) -> tuple[Run, ...]:
    """A sentence without any figure."""
    return (Run(text),)
