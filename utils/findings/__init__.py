"""What the tables add up to: headline findings, how firmly they stand, and the page that tells them.

A finding is the answer to one question ("who acts most?"). It is asked again under every combination of choices that an
analyst could defend, and the answers are listed, never averaged (Steegen et al. 2016, "Increasing Transparency Through
a Multiverse Analysis"; Simonsohn, Simmons & Nelson 2020, "Specification curve analysis").
"""

from utils.findings.cases import NONE, READINGS, TIE, Case, case
from utils.findings.overruling import overruled, rivals, write
from utils.findings.questions import QUESTIONS, evidence, specifications, stability
from utils.findings.told import Line, page

__all__ = [
    "NONE",
    "QUESTIONS",
    "READINGS",
    "TIE",
    "Case",
    "Line",
    "case",
    "evidence",
    "overruled",
    "page",
    "rivals",
    "specifications",
    "stability",
    "write",
]
