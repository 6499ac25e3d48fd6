"""Engines: each turns a blueprint into a trace; all mean the same to the last bit."""
