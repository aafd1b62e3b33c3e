"""The words of every refusal, a file a room: `market.web.problems` puts them together."""
