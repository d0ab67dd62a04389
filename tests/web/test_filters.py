import pytest
from flask import g, render_template_string
from markupsafe import Markup

from consult.web import filters


@pytest.fixture
def said(app):
    """What a template says in a language."""

    def rendered(template, locale="fr", **values):
        with app.test_request_context():
            g.locale = locale
            return render_template_string(template, **values)

    return rendered


@pytest.mark.parametrize(
    ("size", "fr", "en"),
    [
        (0, "0\u00a0octets", "0\u00a0bytes"),
        (999, "999\u00a0octets", "999\u00a0bytes"),
        (1000, "1\u00a0Ko", "1\u00a0KB"),
        (1_258_291, "1,2\u00a0Mo", "1.2\u00a0MB"),
        (157_286_400, "150\u00a0Mo", "150\u00a0MB"),
    ],
)
def test_a_size_is_said_in_the_unit_one_would_choose(said, size, fr, en):
    assert said("{{ size|filesize }}", size=size) == fr
    assert said("{{ size|filesize }}", "en", size=size) == en


@pytest.mark.parametrize(
    ("share", "fr", "en"),
    [(23.8, "23,8\u202f%", "23.8%"), (50.0, "50\u202f%", "50%"), (0.0, "0\u202f%", "0%")],
)
def test_a_share_has_a_decimal_only_where_it_says_something(said, share, fr, en):
    assert said("{{ share|percent }}", share=share) == fr
    assert said("{{ share|percent }}", "en", share=share) == en


def test_numbers_follow_the_language(said):
    assert said("{{ n|decimal }}", n=1234.5) == "1\u202f234,5"
    assert said("{{ n|decimal }}", "en", n=1234.5) == "1,234.5"


def test_only_a_french_page_is_set_in_french(said):
    assert said("{{ 'Vraiment ?'|typo }}") == "Vraiment\u202f?"
    assert said("{{ 'Really...'|typo }}", "en") == "Really..."


def test_a_french_text_on_an_english_page_leaves_no_sign_alone_on_a_line(said):
    assert said("{{ '« Vraiment ? » : oui'|typo }}", "en") == (
        "«\u00a0Vraiment\u00a0?\u00a0»\u00a0: oui"
    )


def test_what_is_typeset_is_still_escaped(said):
    assert said("{{ text|typo }}", text="<b>l'un</b> ?") == "&lt;b&gt;l’un&lt;/b&gt;\u202f?"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Deux **mots**", "<p>Deux <strong>mots</strong></p>\n"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        (
            "![x](https://evil.example/a.png)",
            '<p>!<a href="https://evil.example/a.png" rel="noopener noreferrer">x</a></p>\n',
        ),
        (
            "[x](https://exemple.fr)",
            '<p><a href="https://exemple.fr" rel="noopener noreferrer">x</a></p>\n',
        ),
    ],
)
def test_the_context_of_a_call_keeps_a_few_marks_and_nothing_that_acts(said, typed, html):
    assert said("{{ typed|markdown }}", typed=typed) == html


def test_markdown_gives_markup(app):
    with app.test_request_context():
        assert isinstance(filters.markdown("a"), Markup)


@pytest.mark.parametrize(
    ("label", "short"),
    [("assez court", "assez court"), ("un libellé un peu trop long", "un libellé un peu…")],
)
def test_a_label_is_cut_at_a_word(label, short):
    assert filters.shortened(label, 20) == short
