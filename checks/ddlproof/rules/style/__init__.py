"""Habits that are worth a rule only where a team has agreed on them: off by default."""
