"""Rows for any table of a schema, parents included: from the model alone, never from a connection."""
