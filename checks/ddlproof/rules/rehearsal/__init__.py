"""What went wrong when the migration and its rollback were run with rows in the tables."""
