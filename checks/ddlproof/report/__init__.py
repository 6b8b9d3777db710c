"""Outcomes as text: for terminals, machines and pull requests. Pure functions, nothing is read or written here."""
