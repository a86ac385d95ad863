"""What the order desk promises, shown by exhaustion, by cutting and by chance.

`python -m tests.proof` runs every row and prints its figures; `--long` runs them at their full
length; names after it choose rows. Each row has a short form among the tests of this folder, so
the ordinary test command holds the promises too.

| row | question |
| --- | --- |
| `model` | can any order of events lose an order or send it twice, and would we notice? |
| `journal` | is an intent forgotten when its file is cut, damaged, full, read-only or locked? |
| `catalogue` | has every fault of the catalogue a test that bears its id, or a reason? |
| `numbers` | does an amount field take anything but an amount, or change what was typed? |
| `keys` | can any stream of keys, pastes and clicks send more than was confirmed? |
| `mutation` | do the tests notice when the code they hold is changed? (only with `--long`) |
"""
