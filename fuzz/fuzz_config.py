"""Fuzz configurations, guided by coverage: `python fuzz/fuzz_config.py [libFuzzer options]`."""

from __future__ import annotations

import sys

from guided import fuzz, imports_seen

with imports_seen():
    from targets import try_config

from mutations import CONFIG_TOKENS

if __name__ == "__main__":
    fuzz(try_config, CONFIG_TOKENS, "*.toml", sys.argv)
