"""Photos: developed upright and without metadata, kept by content."""
