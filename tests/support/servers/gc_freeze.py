"""Importing this sets aside what was imported before: preloaded last by the fork server of `warm.py`.

Each server looks for garbage once before it serves (`chatapp.serving.garbage_collection`); what all of them are forked
from is none, and looking at it takes a fifth of a second.
"""

import gc

gc.collect()
gc.freeze()
