"""What the ``fagsamling`` command and the Jupyter Server extension are put together from."""
