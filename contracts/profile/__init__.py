"""Our ODRL profile: every term that is ours and no standard's, as one graph in Turtle and in JSON-LD."""

from contracts.profile.graph import NODES, Node
from contracts.profile.written import CONTEXT, jsonld, short, turtle

__all__ = ["CONTEXT", "NODES", "Node", "jsonld", "short", "turtle"]
