"""Objects of all kinds but tables, indexes and types: each module reads the statements of one kind, or a few alike.

A module has functions that take a cursor behind CREATE, ALTER or DROP and the words of the kind, and give actions that
put, change or drop a `Thing`. `registry.py` says which words lead to which function.
"""
