import { describe, expect, it } from 'vitest';
import { githubAnnotation } from '../../src/finding/github.ts';

describe('an annotation for GitHub', () => {
  it('names the line, and keeps what would end it or a property of it', () => {
    const place = { file: 'issues/a,b:c.md', line: 3, column: 5, endLine: 3, endColumn: 9 };
    const finding = {
      code: 'link/empty',
      severity: 'hint',
      message: '100%\nsure',
      advice: 'Do: this, now.',
      place,
    } as const;
    expect(githubAnnotation(finding)).toBe(
      '::notice file=issues/a%2Cb%3Ac.md,line=3,col=5,endLine=3,endColumn=9,title=link/empty::100%25%0Asure%0ADo: this, now.',
    );
    expect(githubAnnotation({ code: 'a/b', severity: 'error', message: 'No' })).toBe('::error title=a/b::No');
  });
});
