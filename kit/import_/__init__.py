"""Reading what people bring: nothing in it is trusted, and everything whole in it is kept."""
