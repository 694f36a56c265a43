"""The deployed path: real `sam build` and `sam deploy`, real functions, on the local cloud."""
