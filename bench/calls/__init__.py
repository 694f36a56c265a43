"""How many calls to EC2 and STS one connection costs, beside the floor and what others make."""
