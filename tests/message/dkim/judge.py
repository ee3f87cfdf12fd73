"""Verifies every DKIM signature of mails with dkimpy: a JSON object of keys and base64 mails in, verdicts out."""
import base64, json, sys
import dkim

asked = json.load(sys.stdin)


def look_up(name, timeout=5):
    text = asked["keys"].get(name.decode().rstrip("."))
    return text.encode() if text else None


def verdicts(raw):
    found = {}
    signatures = dkim.DKIM(raw)
    count = sum(1 for name, _ in signatures.headers if name.lower() == b"dkim-signature")
    for index in range(count):
        one = dkim.DKIM(raw)
        try:
            passed = one.verify(idx=index, dnsfunc=look_up)
        except dkim.DKIMException as error:
            passed = False
        found[one.signature_fields[b"s"].decode()] = "pass" if passed else "fail"
    return found


json.dump([verdicts(base64.b64decode(mail)) for mail in asked["mails"]], sys.stdout)
