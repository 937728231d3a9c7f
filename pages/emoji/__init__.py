"""Custom emoji: their page, their pictures, and what the picker knows of them."""
