"""The case pairs of other diff tools, run both ways: fetched by whoever runs this, never part of the repository."""
