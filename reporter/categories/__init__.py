"""What can be reported: nine tiles at most, as the territory defines them."""
