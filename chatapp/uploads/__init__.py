"""Files: sent piece by piece, kept once, carried by messages, and given to those who may read them.

| file | what it holds |
|---|---|
| beginning | an upload begins: name, size, rights, room |
| receiving | pieces arrive, in any number of tries; the whole is checked and kept |
| piece_store, folders | where they are meanwhile |
| keeping | pieces become one object, pictures are drawn again |
| records | what is written of uploads |
| attaching, attachments_column | files of new messages, and of those that are read |
| in_use | which files are on a message, or will be |
| content | which bytes somebody may have |
| listing | the files of a room |
| usage | how much room they take |
| sweep | the job that takes away what nobody needs |
| storage | where the bytes are: a folder, or a bucket |
| limits, names, kinds | how large, what called, and what it is |
| pdf | how many pages |
| views | files as programs and pages see them |
"""

from chatapp.uploads.attaching import check_uploads
from chatapp.uploads.beginning import begin, find
from chatapp.uploads.content import content
from chatapp.uploads.limits import UploadLimits
from chatapp.uploads.listing import files
from chatapp.uploads.receiving import Uploads
from chatapp.uploads.storage import Storage, storage_for
from chatapp.uploads.views import FileContent, RoomFile, UploadView

__all__ = [
    "FileContent",
    "RoomFile",
    "Storage",
    "UploadLimits",
    "UploadView",
    "Uploads",
    "begin",
    "check_uploads",
    "content",
    "files",
    "find",
    "storage_for",
]
