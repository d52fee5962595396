"""The light pages for phones: Tornado handlers, one page, no kernel."""
