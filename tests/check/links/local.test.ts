import { describe, expect, it } from 'vitest';
import { markedIn, readBody } from '../../issue/reading.ts';
import { codesAbout } from './fire.ts';

describe('a link to a machine of the writer’s own', () => {
  it.each([
    'http://localhost',
    'http://localhost:3000/news',
    'https://app.localhost/',
    'http://127.0.0.1:4321/',
    'http://127.1/',
    'http://2130706433/',
    'http://0.0.0.0:8080/',
    'http://10.1.2.3/',
    'http://172.20.0.4/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest',
    'http://[::1]:4000/',
    'http://[fd00::1]/',
    'http://[::ffff:192.168.0.1]/',
    'http://printer.local/',
    'https://shop.test/',
    'https://wiki.internal/page',
    'https://wiki/page',
  ])('%s is an error', (url) => {
    expect(codesAbout(url)).toEqual(['link/local']);
  });

  it.each([
    'https://example.org/localhost:3000',
    'https://localhost.example.org/',
    'https://example.org/?url=http://localhost/',
    'http://172.32.0.1/',
    'http://11.0.0.1/',
    'http://[2606:4700::1111]/',
    'https://local.example.com/',
    'https://testing.example.org/test',
    'https://mytest.com',
  ])('%s is none', (url) => {
    expect(codesAbout(url)).toEqual([]);
  });
});

it('an address that several links share is told once, where it is written', () => {
  const read = readBody(
    '[One][a], [two][a] and [three][b]\n\n[a]: http://localhost/\n[b]: ttps://example.org\n',
  );
  expect(markedIn(read)).toEqual(['link/local: http://localhost/', 'link/misspelt: ttps://example.org']);
  const twice = readBody('[One][a] and [two][a]\n\n[a]: /relative\n');
  expect(markedIn(twice)).toEqual(['link/relative: /relative']);
});

describe('a link into an editor', () => {
  it.each([
    'https://example.org/wp-admin/post.php?post=12&action=edit',
    'https://example.org/?p=12&preview=true',
    'https://example.org/news/?preview_id=12&preview_nonce=x&preview=true',
    'https://example.org/ghost/#/editor/post/1234',
    'https://example.substack.com/publish/post/1234',
    'https://medium.com/p/1234/edit',
    'https://us1.admin.mailchimp.com/campaigns/edit?id=1',
  ])('%s is an error', (url) => {
    expect(codesAbout(url)).toEqual(['link/draft']);
  });

  it.each([
    'https://docs.google.com/document/d/1234/edit',
    'https://example.org/preview',
    'https://example.org/film?preview=true',
    'https://example.org/?p=12',
    'https://example.org/ghost/',
    'https://example.substack.com/p/post',
    'https://example.org/how-to-use-wp-admin',
  ])('%s is none', (url) => {
    expect(codesAbout(url)).toEqual([]);
  });
});
