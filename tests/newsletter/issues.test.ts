import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findIssue, listIssues, openIssue, pictureFile } from '../../src/newsletter/issues.ts';
import { type Newsletter, openNewsletter } from '../../src/newsletter/newsletter.ts';
import { settings } from '../mailing/stage.ts';

describe('the issues of a newsletter', () => {
  let folder: string;
  let newsletter: Newsletter;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pennypost-issues-'));
    mkdirSync(join(folder, 'issues'));
    writeFileSync(join(folder, 'newsletter.yaml'), settings);
    for (const name of [
      '2026-11-01-hello.md',
      '2026-12-01-notes.md',
      '2026-12-02-more-notes.yaml',
      'README.md',
    ]) {
      writeFileSync(join(folder, 'issues', name), '---\ntitle: A\n---\nText.\n');
    }
    newsletter = openNewsletter(folder);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const find = (wanted: string, cwd = folder) => basename(findIssue(newsletter, wanted, cwd));

  it('are listed by their dates, without what is no issue', () => {
    expect(listIssues(newsletter).map((path) => basename(path))).toEqual([
      '2026-11-01-hello.md',
      '2026-12-01-notes.md',
      '2026-12-02-more-notes.yaml',
    ]);
  });

  it('are found by path, by name and by the end of a name', () => {
    for (const wanted of ['issues/2026-11-01-hello.md', '2026-11-01-hello.md', '2026-11-01-hello', 'hello']) {
      expect(find(wanted)).toBe('2026-11-01-hello.md');
    }
    expect(find('2026-11-01-hello.md', join(folder, 'issues'))).toBe('2026-11-01-hello.md');
    expect(find('more-notes')).toBe('2026-12-02-more-notes.yaml');
  });

  it('are never guessed', () => {
    expect(() => find('notes')).toThrow('“notes” could be any of 2026-12-01-notes, 2026-12-02-more-notes');
    expect(() => find('helo')).toThrow('There is no issue “helo”');
    try {
      find('helo');
    } catch (error) {
      expect(error).toMatchObject({ kind: 'usage', advice: 'Did you mean hello?' });
    }
  });

  it('take no picture and no part from outside the newsletter’s folder', () => {
    const issue = findIssue(newsletter, 'hello', folder);
    writeFileSync(join(folder, 'issues', 'own.png'), '');
    symlinkSync('/etc/hostname', join(folder, 'issues', 'link.png'));
    expect(pictureFile(newsletter, issue, 'own.png')).toMatch(/own\.png$/);
    for (const src of [
      'link.png',
      '../../../../etc/hostname',
      '/etc/hostname',
      'none.png',
      '%2e%2e/%2e%2e/etc',
    ]) {
      expect(pictureFile(newsletter, issue, src)).toBeUndefined();
    }
    writeFileSync(issue, '---\ntitle: A\n---\n::include{file=link.png}\n');
    expect(openIssue(newsletter, issue, folder).findings.map(({ severity }) => severity)).toContain('error');
  });

  it('belong to the nearest newsletter above', () => {
    expect(openNewsletter(join(folder, 'issues')).folder).toBe(folder);
    expect(() => openNewsletter('/')).toThrow('There is no newsletter here');
  });
});
