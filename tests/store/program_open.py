"""Opens a database when told to, and says what was in it."""

import sys

from kit.store import StoreError, open_store
from tests.store.helpers import ready, say

ready()
try:
    store = open_store(sys.argv[1])
    say("opened", len(store.gatherings()))
    store.close()
except StoreError as error:
    say(error.reason, error)
