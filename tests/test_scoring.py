"""Scores against cases worked by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import scoring
from utils.scoring import (
    alpha,
    constant,
    interval,
    kappa,
    label_agreement,
    pair_spans,
    partners,
    prf,
    set_agreement,
    share,
    side_by_side,
    unit_agreement,
)


def test_prf_of_nothing_is_nought():
    assert prf(0, 0, 5).f1 == 0
    assert prf(0, 3, 0).recall == 0


def test_pairs_are_one_to_one_and_best_first():
    assert pair_spans([(0, 10), (0, 9)], [(0, 9), (20, 30)]) == [(1, 0)]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=8))
def test_each_span_pairs_with_itself(spans):
    spans = [(s, s + n) for s, n in spans]
    assert len(pair_spans(spans, spans)) == len(spans)


def test_kappa_is_nought_for_a_constant_and_one_for_the_same():
    assert abs(kappa(["a"] * 4, ["a", "a", "b", "b"])) < 1e-9
    assert kappa(["a", "b"], ["a", "b"]) == 1


def test_alpha_counts_distance():
    near = alpha([0, 1, 2, 0, 2], [0, 2, 2, 0, 2])
    far = alpha([0, 1, 2, 0, 2], [0, 1, 2, 2, 2])
    assert far < near < 1
    assert math.isnan(alpha([1, 1], [1, 1]))


def test_interval_holds_the_mean_and_needs_five():
    low, high = interval([0, 1, 0, 1, 1, 0, 1, 1], lambda v: sum(v) / len(v))
    assert low < 5 / 8 < high
    assert math.isnan(interval([1, 2], sum)[0])


def test_constant_and_share():
    assert constant(["b", "a", "b"]) == "b"
    assert share(["a", "b"], ["a", "c"]) == 0.5


def test_tables_agree_on_units_and_labels():
    theirs = pd.DataFrame({"start": [0, 10, 20, 30, 40], "end": [9, 19, 29, 39, 49], "voice": list("aabba")})
    ours = theirs.assign(voice=list("aabbb")).iloc[1:]
    assert unit_agreement(ours, theirs, "units")["value"] == prf(4, 4, 5).f1
    row = label_agreement(ours, theirs, ["voice"]).iloc[0]
    assert (row["n"], row["share"], row["constant"], row["value"]) == (4, 0.75, 0.5, 0.5)


def test_side_by_side_pairs_the_labels_of_shared_units():
    theirs = pd.DataFrame({"start": [0, 10], "end": [9, 19], "text": ["x", "y"], "voice": ["a", "b"]})
    ours = pd.DataFrame({"start": [11, 40], "end": [19, 49], "text": ["y", "z"], "voice": ["a", "b"]})
    assert side_by_side(ours, theirs, "voice").values.tolist() == [["y", "a", "b"]]


def test_sets_agree_on_marked_cells_only():
    row = set_agreement({"a", "b", "c"}, {"b", "c", "d", "e"}, "cells")
    assert row["value"] == prf(2, 3, 4).f1
    assert row["n"] == 4
    assert set_agreement([], ["a"], "nothing")["value"] == 0


def test_a_partner_shares_most_characters():
    theirs = pd.DataFrame({"start": [0, 10, 30], "end": [9, 29, 40]})
    ours = pd.DataFrame({"start": [5, 100], "end": [25, 110]})
    assert partners(ours, theirs) == [1, -1]
    assert partners(ours, theirs.iloc[:0]) == [-1, -1]


def test_the_interval_of_units_is_that_of_their_f1_drawn_again():
    ours = pd.DataFrame({"start": [0, 10, 20, 30], "end": [5, 15, 25, 35]})
    theirs = pd.DataFrame({"start": [0, 10, 40], "end": [5, 15, 45]})
    told = scoring.unit_agreement(ours, theirs, "units")
    units = [(1, 1, 1)] * 2 + [(0, 1, 0)] * 2 + [(0, 0, 1)]

    def f1(drawn):
        hits, found, wanted = (sum(column) for column in zip(*drawn, strict=True))
        return 2 * hits / (found + wanted) if found + wanted else 0

    assert (told["low"], told["high"]) == pytest.approx(scoring.interval(units, f1))
    assert told["value"] == pytest.approx(4 / 7) and told["n"] == 3
    cells = scoring.set_agreement({1, 2, 3, 4}, {1, 2, 9}, "cells")
    assert (cells["low"], cells["high"]) == pytest.approx((told["low"], told["high"]))


def test_four_units_are_too_few_and_five_are_enough():
    assert np.isnan(scoring.interval([1] * 4, np.mean)).all()
    assert scoring.interval([1] * 5, np.mean) == (1, 1)
    assert scoring.interval([0, 1] * 20, np.mean, rounds=50) == scoring.interval([0, 1] * 20, np.mean, rounds=50)


def test_codings_of_unequal_length_are_not_compared():
    with pytest.raises(ValueError):
        scoring.share(["a"], ["a", "b"])
    assert np.isnan(scoring.kappa([], [])) and scoring.kappa(["a", "a"], ["a", "a"]) == 1
    assert np.isnan(scoring.alpha([1, 1], [1, 1]))


def test_a_place_among_others():
    values = pd.Series({"mine": 0.5, "a": 0.5, "b": 0.4, "c": 0.6, "d": 0.7, "lost": float("nan")})
    assert scoring.place(values, "mine") == (0.5, 2, 1, 4)
    with pytest.raises(KeyError):
        scoring.place(values, "nobody")
