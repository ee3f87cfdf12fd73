import { expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { adviceFor, exitCodeFor } from '../../src/cli/pause-advice.ts';

it('advises on the size where the copies are too large, and not on the sender', () => {
  const advice = adviceFor({ kind: 'size' }, '552 5.3.4 Message size exceeds fixed limit', 'SMTP_URL');
  expect(advice).toContain('pictures');
  expect(advice).not.toContain('bounces');
});

it('names the one thing to mend, whether mail is refused or slowed for it', () => {
  for (const words of ['550 5.7.27 No', '421 4.7.27 Slow']) {
    expect(adviceFor({ kind: 'authentication' }, words, 'SMTP_URL')).toMatch(/^SPF did not pass/);
  }
  expect(adviceFor({ kind: 'authentication' }, '421 4.7.26 unauthenticated', 'SMTP_URL')).toContain(
    'Three things',
  );
});

it('takes what everybody is put off for as the server’s to mend, and a line that breaks as ours', () => {
  expect(exitCodeFor({ kind: 'deferrals' })).toBe(exitCodes.incomplete);
  expect(exitCodeFor({ kind: 'losses' })).toBe(exitCodes.setup);
});
