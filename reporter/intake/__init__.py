"""A report comes in: the form, its JSON twin, the worker's address look-up."""
