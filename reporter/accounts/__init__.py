"""Agents, their roles and what each role may do; how they sign in."""
