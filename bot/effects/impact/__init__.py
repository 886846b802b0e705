"""What a change of the rules would have done: a sentence, a section, and notes on its lines."""
