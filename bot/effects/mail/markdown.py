"""Our Markdown as HTML for a mail; nothing of it may become a link, a picture or foreign HTML."""

from markupsafe import Markup

NEVER = ("autolink", "entity", "html_block", "html_inline", "image", "link", "reference")


def html_of(markdown: str) -> Markup:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to load, and most runs mail nothing

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(NEVER)
    # Made by the reader, which escapes whatever it does not know.
    return Markup(_scrolling(reader.render(markdown)))  # noqa: S704


def _scrolling(html: str) -> str:
    """Let a wide table move by itself, by keys too, so that the letter does not."""
    framed = html.replace("<table>", '<div class="wide" tabindex="0"><table>')
    return framed.replace("</table>", "</table></div>")
