"""Figures: the house style, and one function for each figure: table in, Axes out."""

from utils.figures.anywhere import beside_baseline, by_reading, validity
from utils.figures.beside import networks_beside, shares_beside
from utils.figures.corpora import among, before_and_after, outlets
from utils.figures.firmness import specification_curve, specifications
from utils.figures.framing import agents_and_objects, cues_along, entrances, evidence_matrix, tie_order, undone
from utils.figures.pages import annotated_page, lost_in_paraphrase
from utils.figures.style import (
    LEAST,
    SEVERITY,
    VOICES,
    YELLOW,
    actor_colours,
    axes,
    drawn,
    headline,
    leading,
    marks,
    most,
    numbers_in,
    too_few,
    use_style,
)
from utils.figures.tones import (
    KINDS,
    LEXICON_NAMES,
    disagreement_ladder,
    name_swap,
    saturation,
    stance_by_actor,
    tone_by_voice,
)
from utils.figures.voices import VOICE_TINTS, claim_marks, holder_rows, two_methods, voice_strip

__all__ = [
    "KINDS",
    "LEAST",
    "LEXICON_NAMES",
    "SEVERITY",
    "VOICES",
    "VOICE_TINTS",
    "YELLOW",
    "actor_colours",
    "agents_and_objects",
    "among",
    "annotated_page",
    "axes",
    "before_and_after",
    "beside_baseline",
    "by_reading",
    "claim_marks",
    "cues_along",
    "disagreement_ladder",
    "drawn",
    "entrances",
    "evidence_matrix",
    "headline",
    "holder_rows",
    "leading",
    "lost_in_paraphrase",
    "marks",
    "most",
    "name_swap",
    "networks_beside",
    "numbers_in",
    "outlets",
    "saturation",
    "shares_beside",
    "specification_curve",
    "specifications",
    "stance_by_actor",
    "tie_order",
    "tone_by_voice",
    "too_few",
    "two_methods",
    "undone",
    "use_style",
    "validity",
    "voice_strip",
]
