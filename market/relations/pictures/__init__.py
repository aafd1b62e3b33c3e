"""Pictures in a conversation: decoded in a process that can do nothing else, drawn anew, and sealed as words are."""
