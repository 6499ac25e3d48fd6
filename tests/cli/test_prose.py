"""Pages in Markdown: plain text and tables on a terminal, as they are in a pipe."""

import sys

import pytest

from sim.cli import prose, screen

PAGE = """#### Is it *really* so?

**Contrary**. See `people.ml_engineer`.

- Expected: that a line which is too long is wrapped at the width of the terminal, its second line below
  - Found: less

| what | one |
| --- | --- |
| cost, *USD* | 1,200 |
| **time** | 3 |

<details><summary>More.</summary>

end

</details>"""


def test_in_a_pipe_a_page_is_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    prose.show(PAGE)
    assert capsys.readouterr().out == f"{PAGE}\n"


def test_on_a_terminal_a_page_is_plain_text_with_aligned_tables(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(screen, "colored", lambda: False)
    monkeypatch.setenv("COLUMNS", "80")
    prose.show(PAGE)
    out = capsys.readouterr().out
    assert not {"#", "*", "`", "|", "<"} & set(out)
    assert max(map(len, out.splitlines())) <= 80
    assert "Is it really so?" in out
    point = out.split("- Expected")[1].split("  - Found")[0].rstrip("\n").split("\n")
    assert len(point) == 2
    assert point[1].startswith("  ")
    assert not point[1].startswith("   ")
    assert "\ncost, USD  1,200\ntime           3\n" in out
