"""The operator's command line: it looks, explains, compares, and takes what people decide."""
