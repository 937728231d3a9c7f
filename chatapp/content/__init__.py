"""What Python teams have at hand, as a message: text, lists, data frames, figures, images, files.

| file | what it holds |
|---|---|
| made | a message made of anything |
| readable | texts without what can't be shown |
| frames | tables and pictures out of data frames and figures |

Bots answer with it, and the client posts it. It needs nothing but Python and `chatapp.errors`.
"""

from chatapp.content.frames import COLUMNS, ROWS, Cell
from chatapp.content.made import Content, Kinds, NewFile, content_of

__all__ = ["COLUMNS", "ROWS", "Cell", "Content", "Kinds", "NewFile", "content_of"]
