"""The phones' side for some seconds: bursts of answers through the writer, some of them sent twice."""

import json
import sys
import time

from kit.store import Writer, open_store
from tests.store.helpers import new_answer, ready, say

url, gathering, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
store = open_store(url)
writer = Writer(store)
ready()
end = time.monotonic() + seconds
acknowledged: dict[str, int] = {}
n = 0
while time.monotonic() < end:
    burst = [new_answer(gathering, f"s{n + i}", respondent=f"r{i}", seq=n + i) for i in range(20)]
    n += 20
    receipts = [f.result(timeout=30) for f in [writer.submit(a) for a in [*burst, *burst[:5]]]]
    for receipt in receipts:
        acknowledged.setdefault(receipt.id, receipt.revision)
        assert acknowledged[receipt.id] == receipt.revision
    time.sleep(0.02)
writer.close()
say(json.dumps({"acknowledged": acknowledged}))
store.close()
