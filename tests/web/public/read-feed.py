import json
import sys
import xml.etree.ElementTree as tree

ATOM = '{http://www.w3.org/2005/Atom}'
XML = '{http://www.w3.org/XML/1998/namespace}'


def one(element, name):
    found = element.findall(ATOM + name)
    assert len(found) == 1, (element.tag, name, len(found))
    return found[0].text


def read(entry):
    # RFC 4287 s.4.1.2: an entry has an id, a title and when it was updated.
    return {
        'id': one(entry, 'id'),
        'title': one(entry, 'title'),
        'updated': one(entry, 'updated'),
        'lang': entry.get(XML + 'lang'),
        'summary': entry.findtext(ATOM + 'summary', ''),
        'content': one(entry, 'content'),
    }


feed = tree.fromstring(sys.stdin.buffer.read())
assert feed.tag == ATOM + 'feed', feed.tag
# s.4.1.1: an author, and a link to itself.
assert feed.find(ATOM + 'author').findtext(ATOM + 'name')
assert [link.get('rel') for link in feed.findall(ATOM + 'link')] == ['self', 'alternate']
json.dump(
    {
        'id': one(feed, 'id'),
        'title': one(feed, 'title'),
        'updated': one(feed, 'updated'),
        'entries': [read(entry) for entry in feed.findall(ATOM + 'entry')],
    },
    sys.stdout,
)
