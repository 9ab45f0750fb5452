"""Fuzz drafts, guided by coverage: `python fuzz/fuzz_draft.py [--read-back] [libFuzzer options]`.

Seeds are the samples. What crashes is written to a file, and becomes an entry of
`tests/test_fuzz_finds.py`.
"""

from __future__ import annotations

import sys

from guided import fuzz, imports_seen

with imports_seen():
    from targets import try_draft

from mutations import DRAFT_TOKENS

if __name__ == "__main__":
    read_back = "--read-back" in sys.argv
    options = [word for word in sys.argv if word != "--read-back"]
    fuzz(lambda text: try_draft(text, read_back=read_back), DRAFT_TOKENS, "*.txt", options)
