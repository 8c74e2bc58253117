"""What readers of codings share with nobody else; one module a format."""
