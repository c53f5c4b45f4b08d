"""Claims and attributions as W3C Web Annotations."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pandas as pd

from utils import tables
from utils.article import Article
from utils.claims.words import records

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PREFIX = 32


def to_annotations(claims: pd.DataFrame, attributions: pd.DataFrame, article: Article) -> dict[str, Any]:
    """Return claims and attributions as one W3C Web Annotation collection page, ready for `json.dumps`.

    Each annotation has a position and a quote selector into the article's raw text (both tables must hold raw
    offsets); its body gives the labels. The target's source is `urn:sha256:` and the digest of the bytes as received.
    Source: Sanderson, Ciccarese & Young 2017, Web Annotation Data Model, 3.2, 4.2.4 and 4.2.5.
    """
    labels = ["claim_type", "voice", "source_actor", "polarity", "certainty", "status"]
    items = [_annotation(row, article, "claim_id", "classifying", labels) for row in records(claims)]
    items += [
        _annotation(row, article, "attribution_id", "identifying", ["source_actor", "rule"])
        for row in records(attributions)
    ]
    page = f"urn:anatomy:{article.slug}:annotations"
    return {"@context": _CONTEXT, "id": page, "type": "AnnotationPage", "startIndex": 0, "items": items}


def _annotation(row: dict[str, Any], article: Article, key: str, purpose: str, labels: list[str]) -> dict[str, Any]:
    spans = [(row["start"], row["end"])]
    if key == "attribution_id":
        spans = [span for part in ("source", "cue", "content") for span in tables.spans_of(row[part])]
    named = [f"{label}: {row[label]}" for label in labels if row[label]]
    return {
        "id": f"urn:anatomy:{article.slug}:{row[key]}",
        "type": "Annotation",
        "motivation": purpose,
        "body": [{"type": "TextualBody", "value": value, "purpose": "tagging"} for value in named],
        "target": [_target(article, start, end) for start, end in spans],
    }


def _target(article: Article, start: int, end: int) -> dict[str, Any]:
    raw = article.raw
    digest = article.sha256 or sha256(raw.encode()).hexdigest()
    quote = {
        "type": "TextQuoteSelector",
        "exact": raw[start:end],
        "prefix": raw[max(0, start - _PREFIX) : start],
        "suffix": raw[end : end + _PREFIX],
    }
    return {
        "source": f"urn:sha256:{digest}",
        "selector": [{"type": "TextPositionSelector", "start": int(start), "end": int(end)}, quote],
    }
