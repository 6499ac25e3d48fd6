"""Tables on a terminal: lines that can be read, whatever the number and the names of the columns."""

from sim.cli.screen import WIDEST, plain_table


def test_columns_of_figures_that_do_not_fit_follow_below_with_their_labels():
    header = ["", *(f"configuration number {at}" for at in range(8))]
    rows = [[f"figure {row}", *("163.2 (152.1 to 175.4)" for _ in range(8))] for row in range(3)]
    lines = plain_table(header, rows, title="Weeks")
    assert max(map(len, lines)) <= WIDEST
    assert all(sum(f"number {at}" in line for line in lines) == 1 for at in range(8))
    assert sum(line.startswith("figure 2") for line in lines) > 1
    assert lines[0] == "Weeks"


def test_rows_of_words_stay_whole():
    lines = plain_table(["path", "basis", "source"], [["a.b", "evidence", "word " * 40]])
    assert len(lines) == 3
