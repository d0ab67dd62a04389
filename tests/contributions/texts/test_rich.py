"""A long answer and its formatting: one plain text with stable offsets, whatever is done to it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.calls.questionnaire import Field, Question, QuestionKind
from consult.contributions.texts import rich
from consult.contributions.texts.rich_html import to_html
from consult.contributions.values import canonical, check, is_answer, is_blank, words_of

HOSTILE = (
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    '" onmouseover="x',
    "&lt;b&gt; & <b>",
    "\u202ertl\u202c",
    "zero\u200bwidth",
    "e\u0301",
    "👩‍👩‍👧 famille",
    "• puce",
    "  1. rang",
    "a\r\nb\rc",
)
LINES = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=12),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(("", "  ", "    ")),
        st.sampled_from(("• ", "7. ")),
        st.text(min_size=1, max_size=5),
    ),
)
TEXTS = st.lists(LINES, max_size=6).map("\n".join)
HREFS = st.sampled_from(
    (
        "https://cner.fr/a?b=c&d",
        "mailto:a@b.fr",
        "javascript:alert(1)",
        "data:text/html,x",
        'https://a"b',
        "//x",
        "",
    )
)
MARKS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from((*rich.KINDS, "blink")),
        "start": st.integers(-3, 60),
        "end": st.integers(-3, 60),
    },
    optional={"href": HREFS},
)
VALUES = st.builds(
    lambda text, marks: {"text": text, "marks": marks}, TEXTS, st.lists(MARKS, max_size=8)
)


class Page(HTMLParser):
    """What a browser makes of a piece of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.hrefs: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.depth: list[str] = []
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.hrefs += [value for name, value in attrs if name == "href"]
        if tag == "br":
            self.text += "\n"
        else:
            self.depth.append(tag)

    def handle_endtag(self, tag):
        assert self.depth.pop() == tag

    def handle_data(self, data):
        self.text += data


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha() or sign in "<>&\"'")


@given(VALUES)
def test_the_canonical_spelling_is_canonical(value):
    once = rich.canonical(value)

    assert rich.canonical(once) == once
    assert rich.canonical(json.loads(json.dumps(once))) == once


@given(VALUES)
def test_marks_are_inside_a_line_in_order_and_never_over_their_like(value):
    value = rich.canonical(value)
    text, marks = rich.plain(value), rich.marks_of(value)

    assert list(marks) == sorted(marks, key=lambda one: (one.start, one.kind, one.end))
    for one in marks:
        assert 0 <= one.start < one.end <= len(text)
        assert "\n" not in text[one.start : one.end]
        assert text[one.start : one.end].strip()
        assert one.href == "" or rich.SAFE.fullmatch(one.href)
    for kind in rich.KINDS:
        same = [one for one in marks if one.kind == kind]
        for before, after in pairwise(same):
            assert before.end <= after.start
            assert before.end < after.start or before.href != after.href


@given(VALUES)
def test_the_plain_text_is_what_was_given_but_for_newlines(value):
    assert rich.plain(rich.canonical(value)) == value["text"].replace("\r\n", "\n").replace(
        "\r", "\n"
    )


@given(VALUES)
def test_a_page_holds_the_words_and_nothing_that_acts(value):
    value = rich.canonical(value)
    page = Page(to_html(value))

    assert page.depth == []
    assert page.tags <= {"p", "br", "ul", "ol", "li", "strong", "em", "a"}
    assert page.attributes <= {"href", "rel", "value"}
    assert all(rich.SAFE.fullmatch(one) for one in page.hrefs)
    assert letters(page.text) == letters(rich.plain(value))


@given(VALUES)
def test_a_form_without_an_editor_gives_back_what_it_was_drawn_with(value):
    value = rich.canonical(value)

    assert rich.typed(rich.plain(value).replace("\n", "\r\n"), rich.kept(value)) == value


@given(VALUES, TEXTS)
def test_a_text_changed_without_an_editor_is_the_text_typed(value, text):
    changed = rich.remapped(rich.canonical(value), rich.plain(rich.canonical(text)))

    assert rich.plain(changed) == rich.canonical(text)
    assert rich.canonical(changed) == changed


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(
                st.sampled_from(("text", "marks", "kind", "start")), inside, max_size=3
            )
        ),
    )
)
def test_anything_else_is_neither_text_nor_failure(value):
    question = Question("q", QuestionKind.LONG_TEXT, "Q")

    spelled = canonical(question, value)
    assert canonical(question, spelled) == spelled
    assert isinstance(rich.plain(value), str)
    assert isinstance(is_answer(question, spelled), bool)
    assert check(question, spelled) == [] or not isinstance(spelled, str)


def mark(kind, start, end, **more):
    return {"kind": kind, "start": start, "end": end, **more}


@pytest.mark.parametrize(
    ("marks", "kept"),
    [
        ([], "un deux\ntrois"),
        ([mark("bold", 0, 2), mark("bold", 2, 4)], [mark("bold", 0, 4)]),
        ([mark("bold", 3, 99)], [mark("bold", 3, 7), mark("bold", 8, 13)]),
        ([mark("bold", 2, 3)], "un deux\ntrois"),
        ([mark("bold", 4, 3)], "un deux\ntrois"),
        ([mark("bold", True, 3)], "un deux\ntrois"),
        ([mark("link", 0, 2)], "un deux\ntrois"),
        ([mark("link", 0, 2, href="JAVASCRIPT:x")], "un deux\ntrois"),
        (
            [mark("link", 0, 5, href="https://a.fr"), mark("link", 3, 7, href="https://b.fr")],
            [mark("link", 0, 5, href="https://a.fr"), mark("link", 5, 7, href="https://b.fr")],
        ),
    ],
)
def test_marks_are_tidied(marks, kept):
    value = rich.canonical({"text": "un deux\ntrois", "marks": marks})

    assert value == (kept if isinstance(kept, str) else {"text": "un deux\ntrois", "marks": kept})


def test_marks_stay_on_their_words_where_newlines_become_one_sign():
    value = {"text": "a\r\nb\rc", "marks": [mark("bold", 3, 4), mark("italic", 5, 6)]}

    assert rich.canonical(value) == {
        "text": "a\nb\nc",
        "marks": [mark("bold", 2, 3), mark("italic", 4, 5)],
    }


def test_paragraphs_lists_and_marks_are_drawn_as_such():
    text = "Deux besoins :\n• un <b>\n  1. dedans\n  2. encore\n• deux\n\nFin,\nvraiment."
    value = {
        "text": text,
        "marks": [
            mark("bold", text.index("besoins"), text.index("besoins") + 7),
            mark("link", text.index("dedans"), text.index("dedans") + 6, href="https://a.fr/?b&c"),
            mark("italic", text.index("ans\n"), text.index("ans\n") + 3),
        ],
    }

    assert to_html(value) == (
        "<p>Deux <strong>besoins</strong> :</p>"
        "<ul><li>un &lt;b&gt;"
        '<ol><li value="1"><a href="https://a.fr/?b&amp;c" rel="noopener noreferrer nofollow">'
        'ded<em>ans</em></a></li><li value="2">encore</li></ol></li><li>deux</li></ul>'
        "<p>Fin,<br>vraiment.</p>"
    )


def test_lists_of_two_sorts_follow_each_other():
    assert to_html("• a\n1. b\n      • c") == (
        '<ul><li>a</li></ul><ol><li value="1">b<ul><li>c</li></ul></li></ol>'
    )


def test_formatting_follows_the_words_that_stayed():
    before = {
        "text": "un mot gras et un lien",
        "marks": [mark("bold", 7, 11), mark("link", 18, 22, href="https://a.fr")],
    }

    assert rich.remapped(before, "voici un mot plus gras, puis un lien.") == {
        "text": "voici un mot plus gras, puis un lien.",
        "marks": [mark("bold", 18, 22), mark("link", 32, 36, href="https://a.fr")],
    }
    assert rich.remapped(before, "tout autre chose") == "tout autre chose"


def test_kept_formatting_that_cannot_be_read_is_no_formatting():
    for kept in ("{", "[]", "null", '{"text": 1, "marks": []}', "[" * 100_000):
        assert rich.typed("un", kept) == "un"


def test_words_and_blanks_are_those_of_the_plain_text():
    question = Question("q", QuestionKind.LONG_TEXT, "Q", max_words=2)
    group = Question(
        "g", QuestionKind.REPEAT, "G", fields=(Field("t", QuestionKind.LONG_TEXT, "T"),)
    )
    value = {"text": "un mot gras", "marks": [mark("bold", 7, 11)]}

    assert words_of(question, value) == 3
    assert words_of(group, [{"t": value}]) == 3
    assert [one.code for one in check(question, value)] == ["too_many_words"]
    assert [one.code for one in check(question, {**value, "marks": [mark("bold", 7, 99)]})] == [
        "wrong_shape"
    ]
    assert is_answer(question, {"text": "RAS", "marks": [mark("bold", 0, 3)]}) is False
    assert not is_blank(value)


def test_a_very_long_text_full_of_marks_is_read_in_one_go():
    text = "mot\n" * 20_000
    marks = [mark("bold", start, start + 9) for start in range(0, 60_000, 6)]

    assert len(rich.marks_of({"text": text, "marks": marks})) > 10_000
    assert len(to_html({"text": text, "marks": marks})) > 200_000
