"""Who can act or help, as the territory defines them."""
