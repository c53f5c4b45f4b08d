"""Helpers of *Anatomy of an Article*: one room, one job; a room imports only from those before it.

environment, article, tables, loading, sentences, cleaning, parsing, actors, claims, relations, sentiment, framing,
scoring, discourse, coding, figures, display, walk, ledger, findings, comparing, corpus, page, overview, qda,
rerun, report, comparison, agreement, execution, site, command
"""
