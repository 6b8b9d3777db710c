"""The rules: evidence in, hits out. Pure: no SQL parser, no server, no files.

A rule is a module that satisfies one of the protocols in `rule.py` and stands in the list of its kind in `registry.py`;
its name is its module's, its family its folder's.
"""
