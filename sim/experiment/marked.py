"""Pages of which a command makes one part: what stands between two markers, and how it is replaced."""

from sim.errors import BadInput


def markers(part: str) -> tuple[str, str]:
    """The lines between which a part of a page stands."""
    return f"<!-- {part}:begin -->", f"<!-- {part}:end -->"


def between_markers(page: str, name: str, part: str = "published") -> str:
    """What a page holds between the markers of a part.

    Raises:
        BadInput: if they are not there, once each and in order.
    """
    begin, end = markers(part)
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise BadInput(f"{name}\n    needs the lines {begin} and {end}, once each and in this order")
    return page.split(begin, 1)[1].split(end, 1)[0].strip("\n")


def with_part(page: str, text: str, name: str, part: str = "published") -> str:
    """The page with a text between the markers of a part; an empty page gets them.

    Raises:
        BadInput: if they are not there, once each and in order.
    """
    begin, end = markers(part)
    page = page or f"{begin}\n{end}\n"
    between_markers(page, name, part)
    before, after = page.split(begin, 1)[0], page.split(end, 1)[1]
    return f"{before}{begin}\n{text}\n{end}{after}"
