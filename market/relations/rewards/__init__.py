"""What an answer brings: earned when its question is over, chosen by the person in one of three ways."""
