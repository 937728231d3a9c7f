"""The scripts that run in the browser, and how they are served."""
