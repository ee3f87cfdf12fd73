import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continues, describeReply, parseReply } from '../../src/smtp/reply.ts';

describe('a reply', () => {
  it('has a code, an enhanced status and words', () => {
    expect(parseReply(['550 5.1.1 <a@example.org>: No such user'])).toEqual({
      code: 550,
      enhanced: '5.1.1',
      text: '<a@example.org>: No such user',
    });
    expect(parseReply(['250'])).toEqual({ code: 250, enhanced: undefined, text: '' });
    expect(parseReply(['354 Go on'])).toEqual({ code: 354, enhanced: undefined, text: 'Go on' });
  });

  it('of several lines reads as one sentence', () => {
    const lines = [
      '550-5.7.26 Your email has been blocked because the sender is',
      '550-5.7.26 unauthenticated.',
      '550 5.7.26 ',
    ];
    const reply = parseReply(lines);
    expect(reply && describeReply(reply)).toBe(
      '550 5.7.26 Your email has been blocked because the sender is unauthenticated.',
    );
  });

  it('is not read from lines of different codes, other protocols or nothing', () => {
    for (const lines of [
      ['250-a', '550 b'],
      ['HTTP/1.1 400 Bad Request'],
      ['+OK'],
      [''],
      [],
      ['600 no'],
      ['25 x'],
      ['2500 x'],
    ]) {
      expect(parseReply(lines)).toBeUndefined();
    }
  });

  it('knows from each line whether another follows', () => {
    expect(continues('250-SIZE 1000')).toBe(true);
    expect(continues('250 SIZE 1000')).toBe(false);
    expect(continues('250')).toBe(false);
    expect(continues('junk-')).toBe(false);
  });

  it('never carries control characters or endless text to a terminal', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3000 }).filter((line) => !/[\r\n]/.test(line));
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.array(text, { minLength: 1, maxLength: 5 }),
        (code, texts) => {
          const lines = texts.map((line, i) => `${code}${i === texts.length - 1 ? ' ' : '-'}${line}`);
          const reply = parseReply(lines);
          expect(reply?.code).toBe(code);
          expect(describeReply(reply!)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          expect(describeReply(reply!).length).toBeLessThan(1100);
        },
      ),
    );
  });
});
