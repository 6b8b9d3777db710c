"""What a transaction, or the lack of one, makes of a migration."""
