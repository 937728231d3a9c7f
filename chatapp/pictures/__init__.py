"""Pictures that people upload, drawn again in processes of their own, whose time and memory are limited.

| module | what it holds |
|---|---|
| painter | the pool of worker processes, as the server sees it |
| process | one worker process: its pipe, its deadline, its end |
| worker | what runs in it |
| limits | what a picture may be |
| drawing | any picture becomes a small square WebP |
| emoji | any picture becomes a custom emoji, which may move |
| app_icons | the icons of an installed Chatapp |
| cleaning, cleaned | a picture for the conversation: the same, without metadata, and thumbnails |
| colours | colour profiles and transparency |
| jpeg, png, gif, webp, heif, tiff | what such files are made of, without decoding them |
| films, matroska | the same of films, which tell where they were recorded as photos do |
| id3, ogg, flac, comments, riff | the same of sounds |
| metadata | which of these a file is |
| overwriting | files in which some places are overwritten while they pass |

Nothing is imported here: a worker process loads Pillow and as little else as it can.
"""
