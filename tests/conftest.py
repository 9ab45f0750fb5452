"""Where the tests find things."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("REDLINE_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def real_draft() -> Path:
    """The draft as a secretariat circulated it; it is not part of the repository."""
    path = SHARED / "drafts" / "cica-plan-of-action-rev2.txt"
    if not path.exists():
        pytest.skip("the real draft is not here: set REDLINE_SHARED to the folder that has it")
    return path
