"""The public list, map and page of a report."""
