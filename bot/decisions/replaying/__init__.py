"""History decided again by the rules as they are: what people would have been told, and when."""
