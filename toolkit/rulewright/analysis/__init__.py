"""What results say: evaluate, compare."""
