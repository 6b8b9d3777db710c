"""Findings mended: text edits with exact places, made only where the result is certain to be what the finding asks for.

Each module mends one kind of finding: `mend(place)` gives the edits, or the reason why there are none.
"""
