"""What `doctor` looks at, one part of a repository's health a file."""
