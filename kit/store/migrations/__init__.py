"""How the schema grew, step by step. Run by :mod:`kit.store.upgrade`, never from a command line."""
