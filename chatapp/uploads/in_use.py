"""Which uploads are on a message, or will be on one that is written for later: nobody gives them up meanwhile."""

from typing import Final

from sqlalchemy import exists, or_
from sqlmodel import col

from models import Attachment, ScheduledUpload, Upload

IS_CARRIED: Final = or_(  # within a statement on Upload
    exists().where(col(Attachment.upload_id) == Upload.id), exists().where(col(ScheduledUpload.upload_id) == Upload.id)
)
