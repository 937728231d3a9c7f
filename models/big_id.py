"""Numbers of what comes in very great numbers."""

from sqlalchemy import BigInteger, Integer

BigId = Integer().with_variant(BigInteger(), "postgresql")  # SQLite's integers have 64 bits as they are
