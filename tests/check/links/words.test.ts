import { describe, expect, it } from 'vitest';
import { checked, codesIn, readBody, readWhole } from '../../issue/reading.ts';

describe('words that are an address', () => {
  it.each([
    ['[https://example.org](https://example.net)', 'error'],
    ['[www.example.org](https://example.net)', 'error'],
    ['[https://example.org/a](https://short.example/x)', 'error'],
    ['[example.org](https://example.net)', 'warning'],
    ['[news.example.co.uk/a](https://example.net)', 'warning'],
    ['[**https://example.org**](https://example.org.evil.example)', 'error'],
  ])('and lead to another: %s is an %s', (body, severity) => {
    expect(checked(readBody(body))).toMatchObject([{ code: 'link/other-address', severity }]);
  });

  it.each([
    '[https://example.org](https://example.org/a?b=c)',
    '[example.org](https://www.example.org/)',
    '[www.example.org](https://example.org)',
    '[example.org](https://news.example.org)',
    '[bücher.example.org](https://xn--bcher-kva.example.org)',
    '[EXAMPLE.ORG](https://example.org)',
    '<https://example.org/a>',
    'https://example.org/a.',
    '[README.md](https://example.org)',
    '[afl.rs](https://example.org)',
    '[Node.js](https://example.org)',
    '[0.2.1](https://example.org)',
    '[Write to ann@example.com](https://example.org)',
    '[https://example.org and more](https://example.net)',
  ])('and lead there, or words that are none: %s', (body) => {
    expect(codesIn(body).filter((code) => code !== 'link/http')).toEqual([]);
  });
});

describe('words that say nothing', () => {
  it.each(['here', 'Click here', 'Read more', '**here**', 'Read more →', '» more', 'this  link', 'Link'])(
    '“%s” is told in every language',
    (words) => {
      expect(codesIn(`[${words}](https://example.org)`)).toEqual(['link/vague']);
    },
  );

  it.each([
    ['de', 'Weiterlesen'],
    ['de-CH', 'hier'],
    ['es', 'aquí'],
    ['es', 'Leer más…'],
    ['fr', 'cliquez ici'],
    ['fr', 'En savoir plus'],
  ])('in %s “%s” is told, and in English it is left alone', (lang, words) => {
    const codes = (head: string) =>
      checked(readWhole(`---\ntitle: A\n${head}---\n[${words}](https://example.org)\n`)).map(
        ({ code }) => code,
      );
    expect(codes(`lang: ${lang}\n`)).toEqual(['link/vague']);
    expect(codes('')).toEqual([]);
  });

  it.each([
    'Here is the report',
    'The link between sleep and work',
    'Read more books',
    'More or Less',
    'Linked',
  ])('“%s” says something', (words) => {
    expect(codesIn(`[${words}](https://example.org)`)).toEqual([]);
  });
});

describe('the same words', () => {
  it.each([
    '[The next meeting](https://example.org/a) [the next meeting!](https://example.org/b)',
    '- [The next meeting](https://example.org/a)\n- [The next meeting](https://example.org/b)',
  ])('to two places are a hint: %j', (body) => {
    expect(checked(readBody(body))).toMatchObject([{ code: 'link/same-words', severity: 'hint' }]);
  });

  it.each([
    '[The next meeting](https://example.org/a) [the next meeting](https://example.org/a/)',
    '[The next meeting](https://example.org/) [the next meeting](https://www.example.org)',
    '[Slides](https://example.org/a) [Slides](https://example.org/b)',
    '[PR #12](https://example.org/a) [PR #12](https://example.org/b)',
  ])('to one, or words that are told apart by what is around them, are none: %j', (body) => {
    expect(codesIn(body)).toEqual([]);
  });
});
