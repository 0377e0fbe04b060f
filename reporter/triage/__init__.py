"""The agents' desk: queue, one report, call list."""
