"""The smallest bundle that holds everything, as texts that a test changes by one word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from consult.bundles.checking import Reading, read_bundle

CALL = """\
schema: consultation-bundle/1
slug: small-2026
language: fr
title: Un appel
opens_at: 2026-03-02T09:00
closes_at: 2026-03-27T18:00
timezone: Europe/Paris
sections:
  - key: first
    title: Première
    questions:
      - {key: name, kind: short_text, label: Nom, required: true}
      - key: choice
        kind: single_choice
        label: Choix
        other: true
        options: [{key: 01, label: Un}, {key: 2018, label: Deux}, {key: yes, label: Trois}]
      - {key: why, kind: long_text, label: Pourquoi, show_if: {question: choice, equals: 01}}
      - {key: grades, kind: likert, label: Notes, rows: [a, b], scale: [1, 2, 3]}
      - {key: many, kind: multiple_choice, label: Plusieurs, options: [x, y, z], max_choices: 2}
      - {key: order, kind: ranking, label: Ordre, options: [x, y, z]}
      - {key: amount, kind: number, label: Montant, min: 0, max: 100}
      - {key: day, kind: date, label: Jour}
      - {key: papers, kind: file, label: Pièces, accept: [txt], max_mb: 1}
      - key: actions
        kind: repeat
        label: Actions
        max: 2
        fields: [{key: title, kind: short_text, label: Titre}, {key: year, kind: number, label: An}]
        translations: {en: {label: Actions taken, fields: {year: {label: Year}}}}
    translations: {en: {title: First}}
translations: {en: {title: A call}}
"""
AGENCIES = """\
acronym,name,level,region,department,email
ABC,Agence ABC,locale,Bretagne,Morbihan,contact@abc.example
DEF,Agence DEF,régionale,Occitanie,,contact@def.example
"""
ANSWER = """\
agency: ABC
submitted_at: 2026-03-20T12:00
channel: web
attribution: named
answers:
  name: Pôle deux
  choice: 01
  why: Parce que. Parce que.
  grades: {a: 3, b: 1}
  many: [x, z]
  order: [z, x, y]
  amount: 12.50
  day: 2026-03-19
  papers: [files/abc/note.txt]
  actions: [{title: Une, year: 2020}]
"""
THEMES = """\
schema: consultation-themes/1
call: small-2026
language: fr
questions:
  - key: why
    themes:
      - key: reasons
        label: Raisons
        claim: Il y a des raisons.
        passages:
          - {agency: ABC, text: Parce que., start: 11, stance: support}
    unassigned: []
"""
DECLARATIONS = """\
schema: consultation-declarations/1
declarations:
  - {agency: DEF, declared: joined, declared_at: 2026-03-18T10:00, to: ABC, named: true}
"""
NOTE = """\
schema: consultation-note/1
figures:
  - {label: Ont répondu, rule: answered, value: 1, base: 2}
blocks:
  - key: opening
    kind: message
    content:
      - text: "La raison donnée est la bonne : "
        marks: [strong]
      - {figure: answered, form: of}
      - {text: " l’ont dit, "}
      - {quote: {agency: ABC, question: why, start: 11, text: Parce que.}}
      - source: [{agency: ABC, question: actions, item: 1, field: title, text: Une}]
  - {kind: chapter, title: Raisons}
  - {kind: quote, place: {agency: ABC, question: why, start: 0, text: Parce que.}, proposed: true}
  - {kind: chart, title: Choix, exhibited: {of: answers, question: choice}}
  - kind: table
    exhibited: {of: rules, lines: [{label: Tous, rule: answered}]}
  - {kind: practice, described: {agency: ABC, question: actions, item: 1}}
  - {kind: annex, annex: full, on: false}
"""
FILES: Mapping[str, str | bytes] = {
    "call.yaml": CALL,
    "agencies.csv": AGENCIES,
    "contributions/abc.yaml": ANSWER,
    "themes.yaml": THEMES,
    "declarations.yaml": DECLARATIONS,
    "note.yaml": NOTE,
    "files/abc/note.txt": "Une note.\n",
}


def written(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the bundle into `folder`; a file whose content is None is left out."""
    for name, content in {**FILES, **(changes or {})}.items():
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def changed(file: str, before: str, after: str) -> dict[str, str | bytes | None]:
    """One word of one file changed."""
    content = FILES[file]
    assert isinstance(content, str)
    assert before in content
    return {file: content.replace(before, after, 1)}


def told(reading: Reading) -> list[str]:
    """Every problem, in English."""
    return [problem.told(str) for problem in reading.problems]


def noted(reading: Reading) -> list[str]:
    """Every notice, in English."""
    return [notice.told(str) for notice in reading.notices]


def problems_of(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> list[str]:
    """What is wrong with the bundle once changed."""
    return told(read_bundle(written(folder, changes)))
