"""Sentiment: word lists side by side, the tone of a sentence, and the stance towards each actor.

Three questions are kept apart: which words of a list occur (`word_hits`, `sentiment_table`), how positive a sentence
reads (`tone`), and what the sentence makes of one actor (`stance`, `stance_table`).
"""

from utils.sentiment.linear import features, linear_score
from utils.sentiment.lists import LEXICONS, NEGATION_WINDOW, lexicon_cards
from utils.sentiment.masking import NAME, mask
from utils.sentiment.stances import INSTRUMENTS, name_swap, said_of, stance, stance_rules, stance_table
from utils.sentiment.tones import LAYERS, hits_in, lexicon_score, sentiment_table, tone, word_hits

__all__ = [
    "INSTRUMENTS",
    "LAYERS",
    "LEXICONS",
    "NAME",
    "NEGATION_WINDOW",
    "features",
    "hits_in",
    "lexicon_cards",
    "lexicon_score",
    "linear_score",
    "mask",
    "name_swap",
    "said_of",
    "sentiment_table",
    "stance",
    "stance_rules",
    "stance_table",
    "tone",
    "word_hits",
]
