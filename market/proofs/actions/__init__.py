"""What is done with a request for a proof: asked, answered or declined, fetched, forgotten."""
