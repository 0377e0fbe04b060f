"""The resident's private page."""
