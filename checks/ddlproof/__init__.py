"""The gate for pull requests that change a PostgreSQL schema."""

__version__ = "0.1.0"
