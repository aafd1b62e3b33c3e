"""Documents: what brands and holders get on paper of the money, numbered, immutable, rendered on demand."""
