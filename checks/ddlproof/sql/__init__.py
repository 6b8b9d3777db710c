"""SQL text to statements, actions and a schema. The only room that imports sqlglot.

sqlglot supplies the tokens and the trees of expressions; the grammar of DDL is ours. Nothing here subclasses sqlglot's
classes: with its compiled build installed, an interpreted subclass of its parser raises TypeError.
"""
