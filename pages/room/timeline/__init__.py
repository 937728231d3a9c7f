"""The messages that a page shows: rendered once for all pages of a room, a window of them on each page.

| file | what it is |
|---|---|
| timeline | one page's messages: what comes, and what pages in |
| rendered_room | what the open pages of one room show, once for all of them |
| chunks | messages in chunks of fifty, rendered once |
| element_ids | the ids of the elements that all pages of a room show |
| pending_read | chunks on their way from the database |
| change | what the pages of a room are to show next |
| new_messages | what all pages of a room are told of new messages |
| hidden_pages | pages that nobody sees, brought up to date rarely and together |
| live_multicast | pages that show the end, told of new messages as one |
| live_readers | who reads new messages at once |
| message_list | the list on one page: one of the next two |
| shared_message_list | sharing every frame with the other pages of the room |
| fallback_message_list | by NiceGUI's public means alone |
| emoji_redraw | rows drawn again when custom emoji come or go |
| window | which chunks a page shows |
| paging | moving the window: back, forward, to a message |
| scrolling | what the browser does by itself |
| reading | what has been in view counts as read; the line "New" |
| to_newest | the button that leads back to the newest message |
| seen_mark | "Seen", in a direct chat |
| own_marks | what concerns the page's own person |
| author_hues | hues of people, told apart on one page |
| beginning | what stands above the first message |
| added_line | who added the person to the room |
"""
