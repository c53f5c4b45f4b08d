"""Helpers of *Anatomy of an Article*: one module, one job; a module imports only from those listed above it.

article, tables, loading, sentences, cleaning, parsing, actors, claims, relations, sentiment, framing,
scoring, coding, figures, display, walk, ledger, findings, page, report
"""
