import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { frameHtml } from '../../../src/web/preview/frame.ts';

const none = () => undefined;

describe('the HTML of a frame', () => {
  it('holds nothing that connects before it is forbidden, however it is written', () => {
    const name = fc.constantFrom('link', 'LINK', 'iframe', 'IFrame', 'frame', 'object', 'embed');
    const lead = fc.constantFrom('', '<!-->', '<svg>', '<textarea>', '<a title="', '<');
    const end = fc.constantFrom(' ', '\n', '\t', '\f', '/', '>');
    const around = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(around, lead, name, end, around, (before, start, element, behind, after) => {
        const html = frameHtml(`${before}${start}<${element}${behind}href=//x.example>${after}`, none);
        expect(html).not.toMatch(/<(?:link|iframe|frame|object|embed)[\s/>]/i);
      }),
    );
    expect(frameHtml('<frameset><linked>', none)).toContain('<frameset><linked>');
  });

  it('opens links in tabs of their own, whatever base the mail brings', () => {
    const base = '<base target="_blank">';
    expect(frameHtml('<p>Hello', none)).toBe(`${base}<p>Hello`);
    expect(frameHtml('<!doctype html><html lang="en"><head><base target=_self>', none)).toBe(
      `<!doctype html><html lang="en"><head>${base}<base target=_self>`,
    );
    expect(frameHtml(' <!-- x --><!DOCTYPE html>\n<HTML>\n<body>', none)).toBe(
      ` <!-- x --><!DOCTYPE html>\n<HTML>\n${base}<body>`,
    );
    expect(frameHtml('<a target="_top" href="/x">y</a><a href=/z target=_self>z</a>', none)).toBe(
      `${base}<a href="/x">y</a><a href=/z>z</a>`,
    );
    expect(frameHtml('<header>Not a head</header>', none)).toBe(`${base}<header>Not a head</header>`);
  });

  it('finds the pictures that travel in the mail, and leaves the others', () => {
    const found = (cid: string) => (cid === 'a@x' ? '/there' : undefined);
    const html = frameHtml('<img src="cid:a@x"><img src=cid:a%40x><p style="background:url(cid:b)">', found);
    expect(html).toContain('<img src="/there"><img src=/there><p style="background:url(cid:b)">');
  });

  it('says what the mail says: of any text nothing is lost', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
        const words = (html: string) => textOf(parseDocument(html));
        expect(words(frameHtml(`<p>${escaped}</p>`, none))).toBe(words(`<p>${escaped}</p>`));
      }),
    );
  });
});

function textOf(node: object): string {
  if ('data' in node) return String(node.data);
  return 'children' in node ? (node.children as object[]).map(textOf).join('') : '';
}
