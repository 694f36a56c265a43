"""The peered network as a picture: an SVG, or a page that needs nothing but a browser."""
