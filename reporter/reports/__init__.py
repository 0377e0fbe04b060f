"""The record of what a resident reported. It has no pages: tracking, board and triage show it."""
