from __future__ import annotations

import pytest

from turkform.marketplace.domain.questions.html import HtmlError, check_html


def page(body: str) -> str:
    return f"<!DOCTYPE html>\n<html><head><title>t</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        "Tom &amp; Jerry &copy; 2026 &#38; &#x26;",
        "salt & pepper",
        "<a href='/?a=1&unknown=2'>link</a>",
        "<script>if (a &&b) { c(&undefined_name) }</script>",
        "<style>p::after { content: '&x' }</style>",
        "<!-- R&D -->",
        '<p title=\'it"s="a\'>x</p><script>x = \'a\'+"b"; y="q"in z</script>',
        "<crowd-form><crowd-input name='x'></crowd-input></crowd-form>",
    ],
)
def test_html_that_browsers_and_the_service_take_is_accepted(body: str) -> None:
    check_html(page(body))


def test_an_ampersand_that_begins_no_reference_is_refused_with_its_place() -> None:
    with pytest.raises(HtmlError, match=r"^<! \[2,\d+\] .*'T'.* !>$"):
        check_html(page("<p>AT&T</p>"))


def test_a_fragment_without_html_and_body_is_refused() -> None:
    with pytest.raises(HtmlError, match=r"^<! \[1,1\] .*doctype"):
        check_html("<script src='https://example.org/x.js'></script><crowd-form></crowd-form>")


@pytest.mark.parametrize("head", ["<!DOCTYPE html>", "<html>", "<BODY class='a'>"])
def test_a_document_may_leave_out_what_html5_lets_it(head: str) -> None:
    check_html(f"{head}<crowd-form></crowd-form>")


def test_attributes_without_space_between_them_are_refused() -> None:
    with pytest.raises(HtmlError, match="No space between attributes"):
        check_html(page('<p title="a"lang="en">x</p>'))


def test_a_second_body_is_refused() -> None:
    with pytest.raises(HtmlError, match="already open"):
        check_html(page("<body>again</body>"))


def test_every_error_is_listed() -> None:
    with pytest.raises(HtmlError, match=r"^<! \[.*?\] .* !> <! \[.*?\] .* !>$"):
        check_html(page("AT&T and R&D"))
