"""Near duplicates with datasketch: the same shingles, bands and rows. Usage: datasketch_peer.py FILE"""

import json
import re
import resource
import sys
import time

from datasketch import MinHash, MinHashLSH

WORD = re.compile(r"\w+")
BANDS, ROWS, NEAR = 32, 8, 0.7

with open(sys.argv[1], encoding="utf-8") as file:
    texts = [" ".join(message["content"] for message in json.loads(line)["messages"]) for line in file]

began = time.perf_counter()
index = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
sketches = []
first = list(range(len(texts)))


def first_of(at):
    while first[at] != at:
        at = first[at]
    return at


for at, text in enumerate(texts):
    words = WORD.findall(text.lower().replace("'", "").replace("’", ""))
    sketch = MinHash(num_perm=BANDS * ROWS)
    sketch.update_batch({" ".join(words[i : i + 3]).encode() for i in range(len(words) - 2)})
    for other in index.query(sketch):
        if sketch.jaccard(sketches[other]) >= NEAR:
            a, b = sorted((first_of(other), first_of(at)))
            first[b] = a
    index.insert(at, sketch)
    sketches.append(sketch)
seconds = time.perf_counter() - began

sizes = {}
for at in range(len(texts)):
    sizes[first_of(at)] = sizes.get(first_of(at), 0) + 1
clusters = [size for size in sizes.values() if size > 1]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(
    json.dumps(
        {
            "seconds": seconds,
            "peak_rss_mb": peak,
            "conversations": len(texts),
            "clusters": len(clusters),
            "in_clusters": sum(clusters),
        }
    )
)
