"""The inputs of benches/scaling.py."""
