"""Price venues: exchanges over HTTP, a folder of files, and those found by entry point."""
