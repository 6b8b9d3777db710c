"""Servers, scratch databases, sessions, locks and the catalog: the only room that talks to PostgreSQL."""
