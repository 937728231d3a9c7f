"""`python -m tests.contract` makes the environment of the tools."""

from tests.contract.tools import install

if __name__ == "__main__":
    install()
