"""What goes without saying: what is presupposed, whose doing has no doer, which commonplaces a conclusion leans on."""

from utils.discourse.doers import act_nouns, agentless_passives
from utils.discourse.presupposed import KINDS, presuppositions
from utils.discourse.topoi import TOPOI, topos_candidates
from utils.discourse.unsaid import FIRM, audited, firm, unsaid

__all__ = [
    "FIRM",
    "KINDS",
    "TOPOI",
    "act_nouns",
    "agentless_passives",
    "audited",
    "firm",
    "presuppositions",
    "topos_candidates",
    "unsaid",
]
