"""Migration and rollback run on a server with rows in the tables: what each statement did, what is left, what is lost.

It reports, and never judges: that is what `rules/rehearsal` is for.
"""
