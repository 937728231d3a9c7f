"""The shell: the one page that signed-in people live in, with the view in its middle."""
