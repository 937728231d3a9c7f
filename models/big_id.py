"""The column type of ids in tables that may outgrow 32 bits."""

from sqlalchemy import BigInteger, Integer

BigId = Integer().with_variant(BigInteger(), "postgresql")  # SQLite's integers have 64 bits as they are
