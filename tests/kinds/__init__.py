"""The kind-killer: scenario files, edits and sweeps that a person might write, and what must hold for each of them."""
