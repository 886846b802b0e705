"""governor audit head: the end of the record in a file, for whoever vouches for it elsewhere."""

from pathlib import Path

from bot.errors import Refused
from bot.ports.output import Output
from bot.ports.store import Store
from bot.state.audit.head import head_of
from bot.words.canonical import Json, encode_line


def audit_head(store: Store, output: Output, out: Path) -> int:
    head = head_of(store.tree())
    if head is None:
        raise Refused("Cannot write the head of the audit record: there is no record yet.")
    data: dict[str, Json] = {
        "v": 1,
        "seq": head.seq,
        "hash": head.hash,
        "head": f"{head.seq}:{head.hash}",
    }
    out.write_bytes(encode_line(data))
    output.say(f"Entry {head.seq} is the last one; {out} says so.")
    output.result(data)
    output.publish("audit_head", str(head))
    return 0
