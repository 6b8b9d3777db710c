"""Claims about constraints, judged by real rows; and whether the rows would notice another constraint."""
