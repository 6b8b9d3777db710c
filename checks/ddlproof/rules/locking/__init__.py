"""Statements that make other sessions wait."""
