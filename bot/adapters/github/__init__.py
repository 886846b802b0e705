"""GitHub behind the forge port; importing `forge` loads PyGithub, a third of a second."""
