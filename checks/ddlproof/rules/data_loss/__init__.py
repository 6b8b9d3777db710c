"""Statements that destroy data, or the rules that protect it."""
