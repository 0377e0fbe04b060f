"""The decision: who leads and who is informed, and the rule that said so."""
