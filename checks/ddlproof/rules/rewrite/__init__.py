"""Statements that write every row of a table anew, or read them all, behind a lock."""
