"""Every character of an aligned text knows where it came from, whatever was done to it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.article import AlignedText, Article

RAW = st.text(alphabet=st.sampled_from("abc .\n’éß"), max_size=40)


@st.composite
def edited(draw, raw=RAW):
    """A raw text and an aligned text made from it by deletions, replacements, slices and joins."""
    original = draw(raw)
    text = AlignedText.of(original)
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        match draw(st.sampled_from(["delete", "substitute", "slice", "join"])):
            case "delete":
                text = text.delete(start, end)
            case "substitute":
                text = text.substitute(start, end, draw(st.text(alphabet="XYZ", max_size=4)))
            case "slice":
                text = text[start:end]
            case "join":
                text = AlignedText("--", [(0, 0)] * 2).join([text[:start], text[end:]])
    return original, text


@given(edited())
def test_spans_are_monotone_and_in_range(made):
    raw, text = made
    assert len(text.spans) == len(text)
    assert all(0 <= s <= e <= len(raw) for s, e in text.spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(text.spans))


@given(edited())
def test_an_untouched_character_maps_to_itself(made):
    raw, text = made
    for character, (start, end) in zip(text, text.spans, strict=True):
        if character not in "XYZ-":
            assert (end - start, raw[start:end]) == (1, character)


@given(edited(), st.data())
def test_a_slice_maps_to_a_raw_span_that_contains_what_it_came_from(made, data):
    _, text = made
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = text.raw_span(start, end)
    assert low <= high
    assert all(low <= s and e <= high for s, e in text.spans[start:end])
    assert text[start:end].spans == text.spans[start:end]


@given(RAW, st.data())
def test_edits_at_once_equal_edits_one_by_one_from_the_end(raw, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8, unique=True)))
    edits = [(a, b, data.draw(st.text(alphabet="XY", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    at_once = AlignedText.of(raw).edit(edits)
    one_by_one = AlignedText.of(raw)
    for start, end, new in reversed(edits):
        one_by_one = one_by_one.substitute(start, end, new)
    assert (str(at_once), at_once.spans) == (str(one_by_one), one_by_one.spans)


def test_a_boundary_inside_a_replacement_widens_to_all_of_it():
    text = AlignedText.of("lie with Islamabad itself").substitute(0, 18, "align with Islamabad’s")
    assert text.raw_span(6, 10) == (0, 18)
    assert text.raw_span(22, 29) == (18, 25)


def test_a_separator_carries_the_gap_it_stands_for():
    text = AlignedText.of("one   two")
    joined = AlignedText(" ", [(0, 0)]).join([text[:3], text[6:]])
    assert (str(joined), joined.spans[3]) == ("one two", (3, 6))


@pytest.mark.parametrize(
    "act",
    [
        lambda t: t.edit([(0, 3, ""), (2, 4, "")]),
        lambda t: t[::2],
        lambda t: t + "plain",
        lambda t: AlignedText("ab", [(0, 1)]),
        lambda t: AlignedText("ab", [(3, 4), (1, 2)]),
        lambda t: AlignedText("-", [(0, 0)]).join(["plain"]),
    ],
)
def test_what_would_lose_the_place_is_refused(act):
    with pytest.raises(ValueError, match=r"\w"):
        act(AlignedText.of("abcdef"))


def test_spans_outside_are_refused():
    with pytest.raises(IndexError):
        AlignedText.of("abc").raw_span(1, 9)
    with pytest.raises(IndexError):
        Article("abc", "x").quote(2, 1)


def test_long_texts_are_edited_in_linear_time():
    text = AlignedText.of("word " * 40_000)
    assert len(text.edit([(i, i + 1, "") for i in range(0, 200_000, 10)])) == 180_000
