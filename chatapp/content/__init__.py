"""What Python teams have at hand, as a message: text, lists, data frames, figures, images, files.

| file | what it holds |
|---|---|
| conversion | a message made of anything |
| terminal_text | texts without what can't be shown |
| tables_and_pictures | tables and pictures out of data frames and figures |

Bots answer with it, and the client posts it. It needs nothing but Python and `chatapp.errors`.
"""

from chatapp.content.conversion import Content, Kinds, NewFile, content_of
from chatapp.content.tables_and_pictures import COLUMNS, ROWS, Cell

__all__ = ["COLUMNS", "ROWS", "Cell", "Content", "Kinds", "NewFile", "content_of"]
