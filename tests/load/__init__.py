"""The load benchmark: ``python -m tests.load`` plays 500 phones against the real program."""
