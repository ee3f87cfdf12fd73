import type { Help } from '../help.ts';

/** What reading an issue has to say; none of it can be switched off, since nobody knows what was meant. */

function error(code: string, about: string, wrong: string, right: string, of?: Help['of']): Help {
  return { code, severity: 'error', about, wrong, right, ...(of ? { of } : {}) };
}

const markdown: readonly Help[] = [
  error(
    'link/undefined',
    'A link that names its address elsewhere, where there is none of that name.',
    'See [the dates][dates].\n\n[date]: https://example.org/dates',
    'See [the dates][dates].\n\n[dates]: https://example.org/dates',
  ),
  error(
    'html/raw',
    'Mail programs understand HTML each in their own way, so an issue holds none but br, sub, sup, small, u, kbd and mark.',
    '<div class="box">Look.</div>',
    ':::callout\nLook.\n:::',
  ),
  error(
    'html/unclosed',
    'A tag that is opened and never closed would style all that follows.',
    'H<sub>2O is water.',
    'H<sub>2</sub>O is water.',
  ),
  {
    code: 'html/lost-code',
    severity: 'warning',
    about:
      'Angle brackets in prose are usually code that forgot its backticks, and vanish as if they were HTML.',
    wrong: 'It returns a Vec<T> of them.',
    right: 'It returns a `Vec<T>` of them.',
  },
  error(
    'prose/liquid',
    'Template code of another tool, which nobody runs here: readers would see it.',
    '{% if paid %}Thank you.{% endif %}',
    ':::only{segment=press}\nThank you.\n:::',
  ),
  error(
    'field/malformed',
    'A merge field has a name of small letters, digits and _, and perhaps a fallback.',
    'Dear {{First Name}},',
    'Dear {{first_name|reader}},',
  ),
  error(
    'field/unclosed',
    'Two braces that open and never close.',
    'Dear {{first_name, here is what is new.',
    'Dear {{first_name}}, here is what is new.',
  ),
  error(
    'field/logic',
    'Merge fields know no conditions and no loops; what only some read goes into an “only” block.',
    '{{#if paid}}Thank you.{{/if}}',
    ':::only{segment=press}\nThank you.\n:::',
  ),
  error(
    'include/missing',
    'The file that is to be included is not there, or lies outside the newsletter’s folder.',
    '::include{file=gone.md}',
    'What was to be included.',
  ),
  error(
    'table/uneven',
    'A table has as many cells in its first row as in the line of hyphens below it; otherwise it is no table.',
    '| Day | Hours |\n|---|---|---|\n| Saturday | nine to noon |',
    '| Day | Hours |\n|---|---|\n| Saturday | nine to noon |',
  ),
  error(
    'markdown/too-deep',
    'Lists and quotes inside one another, deeper than any screen can show.',
    `${'> '.repeat(40)}Hello.`,
    '> Hello.',
  ),
];

const directives: readonly Help[] = [
  error(
    'directive/unclosed',
    'A block that is opened with ::: and never closed swallows all that follows it.',
    ':::callout\nBring a bag.',
    ':::callout\nBring a bag.\n:::',
  ),
  error(
    'directive/stray-close',
    'A line of ::: that closes nothing.',
    'Bring a bag.\n\n:::',
    ':::callout\nBring a bag.\n:::',
  ),
  error(
    'directive/unknown',
    'There are six directives: button, callout, sponsor, only, include and video.',
    ':::calout\nBring a bag.\n:::',
    ':::callout\nBring a bag.\n:::',
  ),
  error(
    'directive/form',
    'Those that hold something have three colons and a line that closes them; the others have two.',
    ':::button[Read on]{href="https://example.org/more"}\n:::',
    '::button[Read on]{href="https://example.org/more"}',
  ),
  error(
    'directive/misplaced',
    'A directive stands on a line of its own, not within a list or a sentence.',
    '- ::button[Read on]{href="https://example.org/more"}',
    '::button[Read on]{href="https://example.org/more"}',
  ),
  error(
    'directive/missing-attribute',
    'Something that the directive cannot do without.',
    '::button[Read on]',
    '::button[Read on]{href="https://example.org/more"}',
  ),
  error(
    'directive/unknown-attribute',
    'An attribute that this directive does not have.',
    '::button[Read on]{href="https://example.org/more" colour=red}',
    '::button[Read on]{href="https://example.org/more"}',
  ),
  error(
    'directive/value',
    'A value that this attribute cannot have.',
    ':::callout{tone=loud}\nBring a bag.\n:::',
    ':::callout{tone=tip}\nBring a bag.\n:::',
  ),
  error(
    'directive/quotes',
    'Typographic quotation marks around a value, as word processors make them.',
    '::button[Read on]{href=“https://example.org/more”}',
    '::button[Read on]{href="https://example.org/more"}',
  ),
  error(
    'directive/label',
    'Words in square brackets where this directive has none, or none where it needs them.',
    '::button{href="https://example.org/more"}',
    '::button[Read on]{href="https://example.org/more"}',
  ),
  error(
    'directive/malformed',
    'A line that begins like a directive and is none, often for a blank in it: it would be read as text.',
    '::button [Read on]{href="https://example.org/more"}',
    '::button[Read on]{href="https://example.org/more"}',
  ),
];

const frontMatter: readonly Help[] = [
  error(
    'front-matter/needs-quotes',
    'A value that YAML would read as something else than words.',
    'title: [Draft] News',
    'title: "[Draft] News"',
    'front matter',
  ),
  {
    code: 'front-matter/cut-by-comment',
    severity: 'warning',
    about: 'YAML takes what stands behind a blank and a # for a comment, and cuts it off.',
    wrong: 'title: Why C # matters',
    right: 'title: "Why C # matters"',
    of: 'front matter',
  },
  error(
    'front-matter/unknown-key',
    'A key that there is not: what it says would have no effect.',
    'titel: News\ntitle: News',
    'title: News',
    'front matter',
  ),
  error(
    'front-matter/twice',
    'One key twice: only one of the two could count.',
    'title: News\ntitle: Notes',
    'title: News',
    'front matter',
  ),
  error(
    'front-matter/date',
    'A day is written as 2026-12-01, and is one of the calendar.',
    'date: 1 December 2026',
    'date: 2026-12-01',
    'front matter',
  ),
  error(
    'front-matter/slug',
    'A slug has small letters, digits and hyphens: it stands in addresses.',
    'slug: My Issue!',
    'slug: my-issue',
    'front matter',
  ),
  error('front-matter/lang', 'A language is named by its tag.', 'lang: english', 'lang: en', 'front matter'),
  error(
    'front-matter/from',
    'A sender is a name and an address.',
    'from: Ada at example',
    'from: Ada <ada@example.org>',
    'front matter',
  ),
  error('front-matter/tab', 'YAML does not take tabs.', '\ttitle: News', 'title: News', 'front matter'),
  error(
    'front-matter/no-key',
    'A line without a key and a colon.',
    'title: News\nWhat is new',
    'title: News\npreview: What is new',
    'front matter',
  ),
  error(
    'front-matter/not-text',
    'A value that is a list or a map where words are wanted.',
    'title:\n  - News',
    'title: News',
    'front matter',
  ),
];

/** They concern the whole file, or a folder: they cannot be shown in a few lines of an issue. */
const whole: readonly Help[] = [
  error(
    'front-matter/none',
    'An issue begins with its front matter, between two lines of ---.',
    'What is new in town',
    '---\ntitle: What is new in town\n---\nThe market is back.',
    'terminal',
  ),
  error(
    'front-matter/unclosed',
    'The front matter has no second line of ---, so that all of the issue would be in it.',
    '---\ntitle: News\n\nThe market is back.',
    '---\ntitle: News\n---\nThe market is back.',
    'terminal',
  ),
  error(
    'front-matter/missing',
    'What an issue cannot be without: a title.',
    '---\ndate: 2026-12-01\n---',
    '---\ntitle: News\ndate: 2026-12-01\n---',
    'terminal',
  ),
  error(
    'front-matter/syntax',
    'The front matter cannot be read as YAML.',
    '---\ntitle: "News\n---',
    '---\ntitle: "News"\n---',
    'terminal',
  ),
  {
    code: 'issue/same-slug',
    severity: 'warning',
    about: 'Two issues of one slug share an address and a place in the ledger.',
    wrong: 'issues/2026-12-01-news.md and issues/drafts-news.md, both with slug: news',
    right: 'slug: news-december',
    of: 'terminal',
  },
  error(
    'file/encoding',
    'The file is not UTF-8, as text is nowadays.',
    'a file saved as “Western (Windows 1252)”',
    'the same saved as UTF-8',
    'terminal',
  ),
  error(
    'data/syntax',
    'An issue in YAML or JSON that cannot be read as that.',
    '{ "title": "News", }',
    '{ "title": "News" }',
    'terminal',
  ),
];

export const readingHelps: readonly Help[] = [...markdown, ...directives, ...frontMatter, ...whole];
