"""Rules of the house that ruff, mypy and import-linter do not know; `make check` runs them (``python -m tests.house``).

| file | rule |
|---|---|
| words | no identifier uses a word that docs/glossary.md has replaced |
| sentences | what people read says things plainly; `strings` writes it all to docs/strings.md |
| sizes | no long file, no new flat module |
| scripts | no JavaScript or CSS in Python strings |
| borders | NiceGUI's private parts in one package; nothing imports the composition root |
| documented | public functions say what they do, routes included |
"""
