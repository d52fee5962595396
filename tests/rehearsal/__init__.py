"""A rehearsal for Binder, without Docker: the same files, the same server, the same way in from outside."""
