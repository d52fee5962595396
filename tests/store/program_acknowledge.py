"""Sends answers until it is killed, and prints the id of each one that was acknowledged."""

import sys
import threading
from collections import deque
from itertools import count

from kit.store import Writer, open_store
from tests.store.helpers import new_answer, ready, say

store = open_store(sys.argv[1])
writer = Writer(store)
ready()
lock = threading.Lock()


def tell(id: str) -> None:
    with lock:
        say(id)


waiting: deque = deque()
for n in count():
    future = writer.submit(new_answer(sys.argv[2], f"answer-{n}", respondent=f"r{n}", seq=n))
    future.add_done_callback(lambda done: tell(done.result().id))
    waiting.append(future)
    if len(waiting) > 50:
        waiting.popleft().result()
