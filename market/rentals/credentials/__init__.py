"""What a brand with a key of its own gets when a rental begins: its credential, and the lists that say if it holds."""
