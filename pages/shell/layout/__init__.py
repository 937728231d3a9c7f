"""The parts around a view that every page has.

| file | what it holds |
|---|---|
| page_layout | the theme, local times, and the drawer on narrow screens |
| pane_head | the head of a view |
| section_frame | a view in sections, such as the settings |
| banner | what is shown while the database accepts no writes |
| title | the browser's tab |
| appearance | how a person's pages look |
"""
