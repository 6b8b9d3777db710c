"""What code that is running while the migration runs meets."""
