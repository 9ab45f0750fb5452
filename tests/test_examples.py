"""The examples of the documentation and of `tests/examples/`, run."""

import pytest

from cica_redline import leaves, parse
from examples import PAGES, Example, read_examples, show

EXAMPLES = [example for page in PAGES for example in read_examples(page)]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example(example: Example) -> None:
    assert show(example.info, example.draft) == example.expected


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_nothing_of_an_example_is_lost(example: Example) -> None:
    assert "".join(leaf.text for leaf in leaves(parse(example.draft))) == example.draft


def test_there_are_enough_examples() -> None:
    # The bound that CONTRIBUTING.md names: a page that is no longer found would show here.
    assert len(EXAMPLES) >= 800
