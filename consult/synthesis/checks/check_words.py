"""What each check says on the screen: its name, a sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from consult.analysis.figures.rule_words import told as told_rule
from consult.analysis.figures.rules import RuleError, parse
from consult.analysis.material import Material
from consult.synthesis.checks.findings import Check, Family, Finding, Fix, Severity
from consult.synthesis.checks.rules_giving import EVERYBODY
from consult.synthesis.drafting.blocks import FigureChip, QuoteChip

SEVERITY_WORDS: Mapping[Severity, LazyString] = {
    Severity.BLOCKS: _l("Before approval"),
    Severity.WARNS: _l("To look at"),
    Severity.PROPOSES: _l("Proposed"),
}

FAMILY_WORDS: Mapping[Family, LazyString] = {
    Family.SOURCES: _l("Sources"),
    Family.NUMBERS: _l("Numbers"),
    Family.QUOTES: _l("Quotations"),
    Family.CONSENT: _l("Consent"),
    Family.COVERAGE: _l("Coverage"),
    Family.SINCE: _l("Since the last version"),
    Family.STRUCTURE: _l("Structure"),
    Family.PICTURE: _l("Pictures"),
    Family.TYPOGRAPHY: _l("Typography"),
}


class Said(NamedTuple):
    """A check on the screen: its name, and a sentence that says what is there and what to do."""

    name: LazyString
    sentence: LazyString


CHECK_WORDS: Mapping[Check, Said] = {
    Check.SOURCE_MISSING: Said(
        _l("Statement without a source"),
        _l("Cite a passage, put a figure in it, or say why it has no source."),
    ),
    Check.SOURCE_GONE: Said(
        _l("Source withdrawn"),
        _l("%(agency)s withdrew what this rests on (%(question)s): cite another passage."),
    ),
    Check.SOURCE_CHANGED: Said(
        _l("Source changed since"),
        _l("%(agency)s sent a newer version that does not say this any more (%(question)s)."),
    ),
    Check.NUMBER_TYPED: Said(
        _l("Number typed by hand"),
        _l("A count of agencies is a figure with its rule: choose the one that gives it."),
    ),
    Check.SHARE_TYPED: Said(
        _l("Share typed by hand"),
        _l("A share of agencies is a figure; below thirty answers write « 7 out of 10 »."),
    ),
    Check.SHARE_UNKNOWN: Said(
        _l("Share from nowhere"),
        _l("No answer says it: cite what it comes from, or say where it was found."),
    ),
    Check.SHARE_UNCITED: Said(
        _l("Share to be cited"), _l("%(agencies)s said it: cite the passage beside it.")
    ),
    Check.SHARE_PROSE: Said(
        _l("Share from nowhere"), _l("No answer says it: say in the text where it was found.")
    ),
    Check.PART_TYPED: Said(
        _l("Count without a figure"),
        _l("These words count agencies: a figure would say how many, and keep it true."),
    ),
    Check.RULE_WRONG: Said(
        _l("Figure that cannot be counted"), _l("Its rule cannot be read any more: choose another.")
    ),
    Check.SHARE_SMALL: Said(
        _l("Share of too few"),
        _l("Below %(least)s answers no percentage is printed: the note says « 7 out of 10 »."),
    ),
    Check.QUOTE_ALTERED: Said(
        _l("Quotation altered"),
        _l("These are not, letter for letter, the words that %(agency)s sent: quote them again."),
    ),
    Check.QUOTE_WITHDRAWN: Said(
        _l("Quotation withdrawn"),
        _l("%(agency)s withdrew its contribution: take these words out of the note."),
    ),
    Check.QUOTE_CHANGED: Said(
        _l("Quotation changed since"),
        _l("%(agency)s does not say this any more in its last version: quote what it says now."),
    ),
    Check.QUOTE_UNKNOWN: Said(
        _l("Quotation from nowhere"),
        _l("No version of %(agency)s holds these words: choose the passage again."),
    ),
    Check.QUOTE_REFUSED: Said(
        _l("Quotation refused"),
        _l("%(agency)s does not let its words be reproduced: say it otherwise, and cite it."),
    ),
    Check.QUOTE_AWAITED: Said(
        _l("Quotation to be read again"),
        _l("%(agency)s reads its words before they are printed, and has not agreed yet."),
    ),
    Check.QUOTE_CONFIDENTIAL: Said(
        _l("Quotation in confidence"),
        _l("%(agency)s answered this in confidence: it counts, and is never printed."),
    ),
    Check.QUOTE_TELLING: Said(
        _l("Quotation that names its author"),
        _l("%(agency)s is not named, and these words would tell that they are its own."),
    ),
    Check.QUOTE_TWICE: Said(
        _l("Quoted twice"), _l("These words of %(agency)s stand in the note already.")
    ),
    Check.QUOTE_MISSING: Said(_l("Quotation without words"), _l("Choose a passage to quote.")),
    Check.QUOTE_TYPED: Said(
        _l("Quotation typed by hand"),
        _l("%(agencies)s said this: make it a quotation, so that nobody changes a letter."),
    ),
    Check.QUOTE_MISQUOTED: Said(
        _l("Quotation not exact"),
        _l("These words are nearly those of %(agency)s: quote them exactly, or without marks."),
    ),
    Check.QUOTE_NOWHERE: Said(
        _l("Words between quotation marks"),
        _l("No answer holds these words: say whose they are."),
    ),
    Check.QUOTE_TURNED: Said(
        _l("Cut that may turn the meaning"),
        _l(
            "What is left out of the words of %(agency)s holds « %(turns)s ». It wrote: "
            "« %(whole)s ». The note prints: « %(printed)s »."
        ),
    ),
    Check.NAME_ANONYMOUS: Said(
        _l("Agency that asked not to be named"),
        _l("%(agency)s asked to be anonymous: no position may be tied to it."),
    ),
    Check.NAME_CONFIDENTIAL: Said(
        _l("Agency that answered in confidence"),
        _l("%(agency)s answered in confidence: it counts, and is not named here."),
    ),
    Check.NAME_ELIMINATING: Said(
        _l("Name that gives another away"),
        _l(
            "Naming %(agency)s here would leave fewer than three agencies possible behind what "
            "is not attributed."
        ),
    ),
    Check.NAME_THANKED: Said(
        _l("Agency thanked, not quoted"),
        _l("%(agency)s may be thanked; make sure that nothing here tells what it answered."),
    ),
    Check.NAME_TELLING: Said(
        _l("Word that tells who"),
        _l("%(agency)s is not named, and this word may tell that it is meant."),
    ),
    Check.FIGURE_WITHHELD: Said(
        _l("Figure too close to somebody"),
        _l("It counts so few that an agency which is not named could be found: leave it out."),
    ),
    Check.FIGURE_TOGETHER: Said(
        _l("Count that tells too much beside another"),
        _l(
            "With what the note counts already, it would tell what an agency that is not named "
            "answered: keep one or the other. The note leaves this one out."
        ),
    ),
    Check.PRACTICE_WITHHELD: Said(
        _l("Practice that may not be printed"),
        _l("%(agency)s does not let its words be printed under its name."),
    ),
    Check.COVERAGE_UNOPENED: Said(
        _l("Coverage not looked at"),
        _l("Look at what the note leaves out before it is approved."),
    ),
    Check.COVERAGE_CONTRIBUTIONS: Said(
        _l("Contributions left out"), _l("The note says nothing of %(names)s.")
    ),
    Check.COVERAGE_THEMES: Said(
        _l("Themes left out"), _l("Several agencies raise them, the note does not: %(names)s.")
    ),
    Check.COVERAGE_REGIONS: Said(
        _l("Regions left out"), _l("No agency of these regions is cited: %(names)s.")
    ),
    Check.COVERAGE_ONE_VOICE: Said(
        _l("Themes told by one agency"),
        _l("Several raise them, one alone is cited: %(names)s."),
    ),
    Check.COVERAGE_MOST_QUOTED: Said(
        _l("One voice above the others"),
        _l("%(agency)s has %(count)s of the %(all)s quotations."),
    ),
    Check.FIGURE_STALE: Said(
        _l("Figure changed since version %(version)s"),
        _l("It was « %(was)s » and is « %(now)s » now: read again what is said around it."),
    ),
    Check.HEADING_EMPTY: Said(
        _l("Subheading with nothing under it"), _l("Write under it, or remove it.")
    ),
    Check.HEADING_UNTITLED: Said(_l("Title without words"), _l("Give it a title, or remove it.")),
    Check.HEADING_EARLY: Said(
        _l("Subheading before any chapter"), _l("A subheading stands inside a chapter.")
    ),
    Check.CHAPTER_EMPTY: Said(_l("Chapter with nothing in it"), _l("Write in it, or remove it.")),
    Check.BLOCK_EMPTY: Said(_l("Empty block"), _l("Write in it, or remove it.")),
    Check.BLOCK_UNSET: Said(_l("Nothing is chosen yet"), _l("Choose what it shows, or remove it.")),
    Check.MESSAGES: Said(
        _l("Key messages"),
        _l("The essentials are %(wanted)s messages; there are %(count)s."),
    ),
    Check.LONG: Said(
        _l("Long note"),
        _l("About %(pages)s pages before the annexes; a note is read up to %(most)s."),
    ),
    Check.ALTERNATIVE: Said(
        _l("Table without a caption"), _l("Say what it shows: who cannot see it is told so.")
    ),
    Check.PICTURE_ALTERNATIVE: Said(
        _l("Picture without words"),
        _l("Say what it shows: who does not see it must be told what others learn from it."),
    ),
    Check.PICTURE_POOR: Said(
        _l("Picture that is hardly described"),
        _l("« %(words)s » says little, or nothing more than the caption: say what it shows."),
    ),
    Check.PICTURE_COARSE: Said(
        _l("Picture too coarse for its width"),
        _l("%(dots)s dots to an inch on paper: choose a finer one, or print it narrower."),
    ),
    Check.PICTURE_HEAVY: Said(
        _l("Pictures too heavy"),
        _l("They weigh %(weight)s MB together, more than %(most)s: take one away."),
    ),
    Check.PICTURE_LOST: Said(
        _l("Picture not found"), _l("Its file is not kept here any more: choose it again.")
    ),
    Check.PROPOSED: Said(
        _l("As it was proposed"),
        _l("%(count)s blocks are as they were proposed: read them, keep or change them."),
    ),
    Check.TYPOGRAPHY: Said(_l("Typography"), _l("« %(words)s » becomes « %(instead)s ».")),
}


def named(finding: Finding) -> str:
    """The name of the check, as a title."""
    return str(CHECK_WORDS[finding.check].name) % _visible(finding)


def told(finding: Finding) -> str:
    """The sentence of a finding."""
    return str(CHECK_WORDS[finding.check].sentence) % _visible(finding)


def _visible(finding: Finding) -> dict[str, str]:
    """Its parameters; of typography, spaces are shown."""
    if finding.check is not Check.TYPOGRAPHY:
        return dict(finding.params)
    shown = str.maketrans({" ": "␣", "\u00a0": "⍽", "\u202f": "⍽"})
    return {name: text.translate(shown) for name, text in finding.params.items()}


def offered(fix: Fix, material: Material) -> str:
    """What a fix puts there, on its button."""
    piece = fix.pieces[0]
    if isinstance(piece, FigureChip):
        return str(_("Count those that %(told)s", told=of_rule(piece.rule, material)))
    if isinstance(piece, QuoteChip):
        return str(_("Make it a quotation of %(agency)s", agency=piece.place.agency))
    return str(_("Correct"))


def of_rule(rule: str, material: Material) -> str:
    """What the agencies that a rule counts have in common; the rule, where it cannot be told."""
    if rule == EVERYBODY[1]:
        return str(_("were asked"))
    try:
        return told_rule(parse(rule), material)
    except (RuleError, KeyError):  # a question that is not there any more
        return rule
