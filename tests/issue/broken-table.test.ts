import { describe, expect, it } from 'vitest';
import { noFiles } from '../../src/issue/files.ts';
import { readIssue } from '../../src/issue/read.ts';

function findingsOf(body: string) {
  return readIssue({ file: 'x.md', text: `---\ntitle: x\n---\n${body}` }, noFiles).findings;
}

describe('a table that Markdown does not take for one', () => {
  it('is named, with the number of cells', () => {
    const [finding] = findingsOf('| Crop | For {{first_name|you}} |\n|---|---|\n| Leeks | 3 |\n');
    expect(finding).toMatchObject({ code: 'table/uneven', place: { line: 4, column: 1 } });
    expect(finding?.message).toContain('3 cells, and the line below has 2');
  });

  it('is well with its bar escaped', () => {
    expect(findingsOf('| Crop | For {{first_name\\|you}} |\n|---|---|\n| Leeks | 3 |\n')).toEqual([]);
  });

  it('is not seen in prose with bars and dashes', () => {
    expect(findingsOf('one | two\nthree -- four\n')).toEqual([]);
  });
});

describe('a file that is not in UTF-8', () => {
  it('is refused where its first strange byte stands', () => {
    const [finding] = findingsOf('An �t�.\n');
    expect(finding).toMatchObject({ code: 'file/encoding', place: { line: 4, column: 4 } });
  });
});
