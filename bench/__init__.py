"""The benchmark suite: a server of its own on loopback, filled with reports, asked by clients of this machine."""
