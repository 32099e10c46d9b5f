"""Gold, scoring and what is learned from them."""
