"""`python -m knowledge`: learns from the entries anew and keeps the result for the next start."""

import sys

from knowledge.base import ENTRIES, load
from knowledge.learning import CACHE, digest, relearn

entries = load(ENTRIES)
relearn(entries)
sys.stdout.write(f"{len(entries)} entries, {CACHE / f'learned-{digest(entries)}.bin'}\n")
