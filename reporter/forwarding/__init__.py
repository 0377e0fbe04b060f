"""Who gets a report, by which channel, what became of it, and what they answered."""
