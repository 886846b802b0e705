"""What a page shows once it is rendered: text and tables of ours, and nothing that acts."""

import re

from markdown_it import MarkdownIt

RENDER = MarkdownIt("commonmark", {"html": True}).enable("table")
OURS = r"h1|h2|p|br|strong|em|hr|ul|li|code|table|thead|tbody|tr|t[hd]"


def assert_inert(text: str) -> None:
    html = RENDER.render(text)
    assert not re.search(rf"<(?!/?({OURS})\b)", html)
    outside = re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)
    assert not re.search(r"@\w|(?i:https?:|www\.)", outside)
