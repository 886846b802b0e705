"""What `init` is made of, step by step."""
