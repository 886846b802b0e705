"""What one look of judging costs when little is new, after a short history and after a long one."""
