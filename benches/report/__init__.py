"""What benches/compare.py and benches/instructions.py are made of. Python's standard library only."""
