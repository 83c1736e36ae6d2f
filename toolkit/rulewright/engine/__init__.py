"""The engine: draws, terms over draws, gradients. It knows quantities and arrays, and nothing of rules."""
