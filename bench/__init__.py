"""What the program costs, counted and timed beside its goals, its floors and its peers."""
