"""SQL text to statements, actions and a schema. The only room that imports sqlglot.

sqlglot supplies the tokens and the trees of queries; the grammar of DDL, types and expressions is ours. Nothing here
subclasses sqlglot's classes: with its compiled build installed, an interpreted subclass of its parser raises TypeError.
"""
