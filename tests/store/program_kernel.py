"""A dashboard for some seconds: watches, records, presses «next», and keeps its state up to date."""

import json
import sys
import time

from kit.store import Stale, open_store
from kit.store.commands import run_command
from tests.store.helpers import ready, say

url, gathering, name, seconds = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
store = open_store(url)
ready()
end = time.monotonic() + seconds
revisions, pressed, refused, known, version, n = [], 0, 0, None, 0, 0
while time.monotonic() < end:
    if version != (version := store.version()) or known is None:
        known = store.state(gathering, known)
    revisions.append(store.record(gathering, "mark", f"{name}:{n}", {"mark": "bevaring"}, by=name))
    n += 1
    try:
        command = "next" if known.stage.activity != known.agenda[-1] else "go_to"
        args = {"activity_id": known.agenda[0]} if command == "go_to" else {}
        known = run_command(store, known, command, by=name, **args)
        pressed += 1
    except Stale:
        refused += 1
        known = store.state(gathering, known)
    time.sleep(0.01)
# Not from ``known``: the other dashboard may have pressed before this one had read its own entry.
own = [e.revision for e in store.history(gathering, "stage", "") if e.by == name]
assert len(own) == pressed
revisions += own
same = store.state(gathering, known) == store.state(gathering)
say(json.dumps({"revisions": revisions, "pressed": pressed, "refused": refused, "same": same}))
store.close()
