"""A message as safe HTML, the same for every reader: its row, and what is in it.

| file | what it is |
|---|---|
| message_html | the row: author, time, text, quote, files, reactions |
| attachment_html | files: pictures, films and sounds in place, everything else as a card |
| block_html | what bots build of blocks |
| form_html | a button and the form that it opens |
| table_html | a table of a bot |
| system_line_html | a line in which Chatapp says what happened |
| mention_html | names that were mentioned, filled in by a second pass |
| lone_emoji | messages of nothing but a few emoji, shown large |
| message_length | about how many lines a message takes |
| thread_chip | the chip under a message that has a thread |
| link_titles | links to rooms and messages, shown by what they lead to |
"""
