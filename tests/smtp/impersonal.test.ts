import { describe, expect, it } from 'vitest';
import { impersonal } from '../../src/smtp/impersonal.ts';

describe('a reply without what differs by reader', () => {
  it.each([
    ['550 5.1.1 No such user', '550 5.1.1 No such user'],
    ['550 5.1.1 <ann@example.org>: User unknown', '550 5.1.1 …: User unknown'],
    ['550 5.1.1 ann@example.org is unknown (id 4711-20261)', '550 5.1.1 … is unknown (id …'],
    [
      '452 4.2.2 The inbox is full. https://example.org/x a1-20020a0562140a5csi1234.56 - gsmtp',
      '452 4.2.2 The inbox is full. https://example.org/x … - gsmtp',
    ],
    ['The server closed the connection', 'The server closed the connection'],
    ['', ''],
  ])('%s', (reply, words) => {
    expect(impersonal(reply)).toBe(words);
  });

  it('is the same for all readers of one server', () => {
    const said = (address: string, id: string) =>
      `550 5.7.1 [${address}] Our system has detected (<${address}>, ${id}) mail`;
    expect(impersonal(said('ann@example.org', 'q12abcdefghi.3'))).toBe(
      impersonal(said('zoë.smith@example.com', '98zzzzzzzzzzz')),
    );
  });
});
