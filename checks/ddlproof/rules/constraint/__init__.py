"""Constraints, keys and indexes that do not do what they seem to do."""
