"""The e-mail digest: one message per partner and window."""
