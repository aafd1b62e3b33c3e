"""What brands and holders do inside a relation: invite, react, report."""
