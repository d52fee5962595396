"""Fagsamling: a facilitation kit for Læringsmiljøprosjektet."""

__version__ = "0.1.0"
