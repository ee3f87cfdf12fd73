"""Reads mails with Python's own parser: JSON lines of base64 mails in, JSON lines of what it saw out."""
import base64, email, email.policy, json, sys
from email.header import decode_header, make_header

def part_of(part):
    content = None if part.is_multipart() else part.get_content()
    if isinstance(content, bytes):
        content = base64.b64encode(content).decode()
    elif content is not None:
        content = content.replace("\r\n", "\n")
    return {
        "type": part.get_content_type(),
        "charset": part.get_content_charset(),
        "encoding": (part.get("Content-Transfer-Encoding") or "").lower(),
        "id": part.get("Content-ID"),
        "disposition": part.get_content_disposition(),
        "content": content,
        "parts": [part_of(child) for child in part.iter_parts()] if part.is_multipart() else [],
        "defects": [repr(d) for d in part.defects],
    }

for line in sys.stdin:
    raw = base64.b64decode(line)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    headers = [[name, str(value), [repr(d) for d in getattr(value, "defects", [])]] for name, value in message.items()]
    addresses = {
        name.lower(): [[a.display_name, a.addr_spec] for a in message[name].addresses]
        for name in ("From", "To", "Reply-To")
        if message[name] is not None
    }
    # Python before 3.13 keeps the white space between the encoded words of a name; its older reader does not.
    old = email.message_from_bytes(raw)["From"]
    names = str(make_header(decode_header(old.replace("\r\n", ""))))
    print(json.dumps({"headers": headers, "addresses": addresses, "from": names, "root": part_of(message)}))
