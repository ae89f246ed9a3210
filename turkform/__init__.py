"""turkform: plan and apply paid human work."""
