"""Statements that fail or not, depending on the rows that are there."""
