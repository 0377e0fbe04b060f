"""The ground floor: settings, database, clock, errors, tokens, words."""
