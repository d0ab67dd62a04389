import gzip

PAGE = "/sign-in"
GZIP = {"Accept-Encoding": "gzip"}


def test_a_page_travels_compressed_to_a_browser_that_takes_it(app):
    visitor = app.test_client()
    plain, small = visitor.get(PAGE), visitor.get(PAGE, headers=GZIP)
    assert (plain.content_encoding, small.content_encoding) == (None, "gzip")
    assert b"<h1" in gzip.decompress(small.data)
    assert len(small.data) < len(plain.data) / 2
    assert [answer.headers["Vary"] for answer in (plain, small)] == ["Accept-Encoding, Cookie"] * 2


def test_a_file_of_ours_is_the_same_once_unpacked_and_is_not_sent_twice(app):
    visitor = app.test_client()
    path = "/static/js/form.js"
    small = visitor.get(path, headers=GZIP)
    with visitor.get(path) as plain:
        assert gzip.decompress(small.data) == plain.data
    known = {**GZIP, "If-None-Match": small.headers["ETag"]}
    with visitor.get(path, headers=known) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_what_is_no_text_stays_as_it_is(app):
    font = "/static/dist/fonts/SourceSans3_400Regular.usual.woff2"
    with app.test_client().get(font, headers=GZIP) as answer:
        assert answer.content_encoding is None
