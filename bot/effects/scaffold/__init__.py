"""What an accepted proposal becomes: files of one pull request, none of them written by a model."""
