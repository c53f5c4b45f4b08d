"""A number that two notebooks print is one number: read out of their stored outputs and held against each other."""

import json
import re

import pytest

from utils import environment

TOLD = {
    path.name[:2]: "\n".join(
        "".join(output.get("data", {}).get("text/plain", output.get("text", "")))
        + " ".join(str(v) for v in output.get("metadata", {}).get("shown", {}).get("finding", []))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
    )
    for path in sorted(environment.NOTEBOOKS.glob("[0-9]*.ipynb"))
}
SAME = {
    "sentences": {
        "01": r"Rules flag \d+ places in (\d+) sentences",
        "02": r"\d+ claims in (\d+) sentences",
        "03": r"(\d+) sentences in the reading",
        "04": r"Reported sentences: \d+ of (\d+)",
        "05": r"All of this was counted in (\d+) sentences",
    },
    "sentences that touch damage": {
        "01": r"residue; (\d+) of 42 sentences touch a damage row",
        "05": r"(\d+) of 42 sentences hold damaged words",
    },
    "claims": {
        "02": r"(\d+) claims in \d+ sentences",
        "05": r"Of (\d+) claims, \d+ stand in the text’s own voice",
    },
    "claims in the text's own voice": {
        "02": r"sentences; (\d+) in the text's own voice",
        "05": r"Of \d+ claims, (\d+) stand in the text’s own voice",
    },
    "own claims on damaged words": {
        "02": r"own voice, (\d+) of which rest on damaged words",
        "05": r"own voice, (\d+) of these on words that the damage",
    },
    "minds that are read": {
        "02": r"(\d+) claims read a mind",
        "05": r"claims, (\d+) are read by these rules as somebody’s view or intention",
    },
    "whose mind is read most": {
        "02": r"read a mind\. Whose: (\w+ \(\d+\))",
        "05": r"intention without a source: (\w+ \(\d+\))",
    },
    "boosted claims": {
        "02": r"(\d+) claims are boosted",
        "05": r"claims, (\d+) are boosted",
    },
    "torn claims": {
        "02": r"rest on damaged words; (\d+) more are undecidable",
        "01": r"(\d+) of them lie in words to delete",
    },
    "ties": {
        "04": r"(\d+) relations: \d+ told as done",
        "05": r"Of (\d+) ties found between two actors",
    },
    "ties told as done": {
        "04": r"relations: (\d+) told as done",
        "05": r"found between two actors, (\d+) are told as existing or done",
    },
    "the most tied pair": {
        "04": r"Pair with most relations: Pakistan and Russia \((\d+)",
        "05": r"found between two actors, (\d+) join Pakistan and Russia",
    },
    "ties of the pair without direction": {
        "04": r"Pakistan and Russia \(\d+, (\d+) without a direction",
        "05": r"(\d+) of its \d+ ties have no direction",
    },
    "crowded sentences": {
        "04": r"Of (\d+) sentences that name or mean two actors or more",
        "05": r"In \d+ of (\d+) sentences in which two actors or more",
    },
    "crowded sentences without a tie": {
        "04": r"name or mean two actors or more, (\d+) hold no tie",
        "05": r"In (\d+) of \d+ sentences in which two actors or more were found, no tie",
    },
    "frames without a cue": {
        "04": r"No cue at all: (.+?)\.",
        "05": r"Frames without any cue: (.+?)\.",
    },
    "who is absent": {
        "04": r"Never named, of the list: (.+?)\. Hoped",
        "05": r"not named as such: (.+?)\. The list",
    },
    "stance, verdict by verdict": {
        "03": r"Rules (\d\.\d\d), linear",
        "05": r"reference coding in a share of (\d\.\d\d)",
    },
    "stance of a constant": {
        "03": r"mildly positive \d\.\d\d, always neutral (\d\.\d\d)",
        "05": r"everything neutral does in (\d\.\d\d)",
    },
}


@pytest.mark.parametrize("what", SAME)
def test_one_number_in_every_notebook(what):
    found = {number: re.findall(pattern, TOLD[number]) for number, pattern in SAME[what].items()}
    assert all(found.values()), {n: SAME[what][n] for n, values in found.items() if not values}
    assert len({value for values in found.values() for value in values}) == 1, found
