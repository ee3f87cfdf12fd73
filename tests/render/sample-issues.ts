import type { Block, Flow } from '../../src/issue/block.ts';
import type { Inline } from '../../src/issue/inline.ts';
import type { Issue } from '../../src/issue/issue.ts';
import type { RenderSetting } from '../../src/render/setting.ts';

/** The issue this project was asked for, and one that holds every kind of block. */

export const text = (words: string): Inline => ({ kind: 'text', text: words });
export const paragraph = (...content: (Inline | string)[]): Flow => ({
  kind: 'paragraph',
  content: content.map((piece) => (typeof piece === 'string' ? text(piece) : piece)),
});
export const prose = (...content: (Inline | string)[]): Block => ({
  kind: 'text',
  content: [paragraph(...content)],
});
export const link = (words: string, url: string): Inline => ({ kind: 'link', url, children: [text(words)] });
export const heading = (words: string, level: 2 | 3 = 2): Block => ({
  kind: 'heading',
  level,
  text: [text(words)],
});

export const setting: RenderSetting = {
  name: 'News + Notes',
  lang: 'en',
  subject: '{name}: {title}',
  postalAddress: 'PO Box 1, Exampleton, EX 00000',
  footer: {
    unsubscribe:
      'Is this newsletter not relevant to your life or work? Please feel free to [unsubscribe] below.',
    forward:
      'Did you find this issue of {name} helpful? Please [forward] it to a friend; they can [subscribe here].',
  },
  fallbacks: { first_name: 'there' },
  addresses: {
    home: 'https://news.example.org',
    forward: 'https://news.example.org/forward/failing-at-therapy',
    subscribe: 'https://news.example.org/subscribe',
    webCopy: 'https://news.example.org/archive/failing-at-therapy',
  },
  picture: (src) => ({ cid: `${src.replace(/[^a-z0-9.]/gi, '-')}@news.example.org` }),
};

export const everyone = { segments: new Set<string>() };

export const seed: Issue = {
  title: 'Failing at Therapy',
  slug: '2016-10-24-failing-at-therapy',
  date: '2016-10-24',
  preview: [text('Some sessions fail. The clues your clients give you are gold.')],
  blocks: [
    prose(
      'Have you ever left a session feeling defeated? I still remember my last “failed” session. I not only remember it, but I feel a lot of emotion thinking about the session and the details of the family’s situation.',
    ),
    prose(
      'Hopefully, “failing” is not a common occurrence, but it does happen every once in a while—even to the most experienced therapists. Disappointing sessions will always be a part of our work, because therapy is more art than science. Sure, there are best practices and guidelines, but implementing them is an art. And art is sometimes messy.',
    ),
    prose(
      'There are the catastrophic failures—the sessions that spin out of our control, and we try to intervene to no avail (these are not common). And, there are the subtle confusions that can leave us wondering if we’ve connected genuinely with our clients. The latter are the topic of this e-mail.',
    ),
    heading('Let’s pay attention to the clues'),
    prose(
      'Have you had a conversation with a client that, when you offer an idea, they reply with “Well . . .,” or “Not exactly . . . .” When you get these answers (or something similar), how do you respond?',
    ),
    prose(
      'These replies are clues that we’re not on the same page with our clients. Some clients won’t let us know that we’re not “getting it.” Some will. Their willingness to let us know is a gift to therapy.',
    ),
    prose({ kind: 'strong', children: [text('These clues are gold.')] }),
    prose('Clients give us clues all the time—verbally and non-verbally. It is our job to notice the clues.'),
    prose(
      'Our failed sessions happen when we stick to our agenda over clients’ requests (subtle or obvious), or we abandon our agenda and allow clients to lead the therapy session (usually, unknowingly).',
    ),
    prose('Yes. It’s a delicate balance, as you know.'),
    prose('Here are 4 steps for preventing failed sessions and mismatched agendas:'),
    {
      kind: 'steps',
      start: 1,
      items: [
        {
          content: [
            paragraph(
              'When a client gives you a clue, thank them for the correction, and work to get on the same page with them right away.',
            ),
          ],
        },
        {
          content: [
            paragraph(
              'Ask for your client’s feedback on the session during every session; use the feedback to adjust your approach.',
            ),
          ],
        },
        {
          content: [
            paragraph(
              'Use therapeutic transparence. Let clients know your thinking, and the connections you’re making. This helps them understand your direction, and it invites their input. For more on this skill see “Reflecting from an ‘I’ position,” in ',
              link(
                'this post',
                'http://familytherapybasics.com/blog/2016/8/16/5-essential-skills-for-beginning-family-therapists',
              ),
              '.',
            ),
          ],
        },
        {
          content: [
            paragraph(
              'Assess and accept the client’s motivation and goals for therapy, and address unrealistic expectations.',
            ),
          ],
        },
      ],
    },
    prose(
      'If we can accept that mistakes are a part of therapy, then therapeutic “failures,” obvious or subtle, can teach us a great deal.',
    ),
    prose(
      'If you’d like to read more on preventing and properly processing “failed” sessions, this week’s blog post is on the subject: ',
      link(
        'Making Sense of a Failed Therapy Session',
        'http://familytherapybasics.com/blog/2016/10/24/making-sense-of-a-failed-therapy-session',
      ),
      '.',
    ),
    {
      kind: 'quote',
      content: [
        paragraph(
          '“Acceptance looks like a passive state, but in reality it brings something entirely new into this world. That peace, a subtle energy vibration, is consciousness.”',
        ),
      ],
      author: [text('Eckhart Tolle')],
    },
    heading('References'),
    prose('Here are a few more resources for managing the subtleties, and failures, of therapy effectively:'),
    {
      kind: 'links',
      items: [
        {
          title: [text('The Making of a Therapist: A Practical Guide for the Inner Journey')],
          url: 'http://amzn.to/2dUdkEm',
          by: [text('Louis Cozolino')],
        },
        {
          title: [text('How to Fail as a Therapist: 50+ Ways to Lose or Damage Your Patients')],
          url: 'http://amzn.to/2dUbza2',
          by: [text('Bernard Schwartz and John Flowers')],
        },
      ],
    },
    heading('In the News'),
    prose(
      'This article is written for potential clients; however, if you want to expand your practice to online therapy, here are ',
      link(
        '6 services to investigate',
        'http://www.pcmag.com/slideshow/story/348725/the-doctor-is-in-your-phone-6-online-therapy-services-to-hel',
      ),
      '.',
    ),
    prose(
      'Written for Californians, but good news nationally: ',
      link(
        'President Obama Signs Bill to Add More Mental Health Providers for Veterans',
        'http://www.businesswire.com/news/home/20161020006299/en/President-Obama-Signs-Bill-Add-Mental-Health',
      ),
    ),
  ],
};

const strong = (words: string): Inline => ({ kind: 'strong', children: [text(words)] });
const emphasis = (words: string): Inline => ({ kind: 'emphasis', children: [text(words)] });

export const kitchenSink: Issue = {
  title: 'Everything on the table',
  slug: 'everything',
  date: '2026-11-20',
  preview: [text('One of each, '), { kind: 'field', name: 'first_name', fallback: 'there' }, text('.')],
  subject: [text('For '), { kind: 'field', name: 'first_name' }, text(': everything')],
  blocks: [
    prose(
      'Hello ',
      { kind: 'field', name: 'first_name' },
      ', this issue has one of each: ',
      emphasis('emphasis'),
      ', ',
      strong('strong words'),
      ', ',
      { kind: 'strike', children: [text('second thoughts')] },
      ', ',
      { kind: 'code', text: 'inline code' },
      ', H',
      { kind: 'tag', tag: 'sub', children: [text('2')] },
      'O, ',
      { kind: 'tag', tag: 'kbd', children: [text('Ctrl')] },
      ' and ',
      { kind: 'tag', tag: 'mark', children: [text('a mark')] },
      ', and a note.',
      { kind: 'note', number: 1 },
    ),
    {
      kind: 'image',
      src: 'pictures/harbour.png',
      alt: 'A harbour at dawn',
      caption: 'The harbour at dawn, before anyone is up.',
    },
    heading('What we found'),
    {
      kind: 'text',
      content: [
        paragraph('A bullet list:'),
        {
          kind: 'list',
          ordered: false,
          items: [
            {
              content: [
                paragraph(
                  'The first point, which is long enough to run over the end of its line and show how it hangs',
                ),
              ],
            },
            {
              content: [
                paragraph('A second one'),
                {
                  kind: 'list',
                  ordered: true,
                  start: 3,
                  items: [
                    { content: [paragraph('with a numbered one inside')] },
                    { content: [paragraph('and another')] },
                  ],
                },
              ],
            },
            { content: [paragraph('Done')], checked: true },
            { content: [paragraph('Not done')], checked: false },
          ],
        },
        { kind: 'code', language: 'sh', text: 'pennypost check\n\tpennypost send hello   # three people' },
        {
          kind: 'table',
          align: [null, 'right', null],
          rows: [
            [[text('Service')], [text('Price')], [text('What it is')]],
            [[text('Alpha')], [text('$5')], [text('Small and tidy')]],
            [[text('Beta Longname')], [text('$120')], [link('The whole thing', 'https://beta.example.com/')]],
          ],
        },
      ],
    },
    heading('How to begin', 3),
    {
      kind: 'steps',
      start: 9,
      items: [
        { content: [paragraph('Open the file.')] },
        {
          content: [
            paragraph(
              'Write what you mean, then take half of it out. The half that is left should be the half you would say aloud.',
            ),
            paragraph('Twice, if you can.'),
          ],
        },
        { content: [paragraph('Send it.')] },
      ],
    },
    { kind: 'button', label: [text('Read the handbook')], href: 'https://news.example.org/handbook' },
    {
      kind: 'quote',
      content: [paragraph('A letter is a talk with someone who is not there yet.')],
      author: [text('A reader, in '), link('a reply', 'https://news.example.org/replies')],
    },
    {
      kind: 'callout',
      tone: 'note',
      blocks: [prose('The next issue comes a day late.')],
    },
    {
      kind: 'callout',
      tone: 'tip',
      blocks: [
        heading('Shorter subjects', 3),
        prose('A subject of ', strong('forty letters'), ' is read whole on a phone.'),
        { kind: 'image', src: 'pictures/harbour.png', alt: 'Inboxes side by side' },
      ],
    },
    {
      kind: 'callout',
      tone: 'warning',
      blocks: [
        prose('Do not answer to this address from ', link('a list', 'https://lists.example.org'), '.'),
      ],
    },
    { kind: 'divider' },
    heading('Reading list'),
    {
      kind: 'links',
      items: [
        {
          title: [text('On plain letters')],
          url: 'https://plain.example.org/letters',
          by: [text('M. Example')],
          note: [
            paragraph(
              'Why a newsletter should look like something a person wrote, with three examples that do.',
            ),
          ],
        },
        { title: [text('The long way round')], url: 'https://long.example.com/' },
        {
          title: [text('Numbers we like')],
          url: 'https://numbers.example.net/',
          note: [paragraph('Counted by hand.')],
        },
      ],
    },
    {
      kind: 'sponsor',
      name: 'Example Paper Co.',
      href: 'https://paper.example.com/?a=1&b=2',
      blocks: [
        prose(
          'Paper that takes ink well, in sheets and in books. Readers of this letter pay no postage until the end of the month.',
        ),
      ],
    },
    {
      kind: 'video',
      href: 'https://video.example.org/watch?v=1',
      poster: 'pictures/harbour.png',
      alt: 'The press at work',
    },
    { kind: 'only', segment: 'press', blocks: [prose('Only the press reads this.')] },
    {
      kind: 'notes',
      items: [
        {
          content: [
            paragraph(
              'And this is what the note says, with ',
              link('its source', 'https://source.example.org/'),
              '.',
            ),
          ],
        },
      ],
    },
  ],
};

export const rightToLeft: Issue = {
  title: 'رسالة من المرفأ',
  slug: 'harbour',
  lang: 'ar',
  date: '2026-11-20',
  preview: [text('أربع خطوات وقائمة قراءة.')],
  blocks: [
    prose(
      'صباح الخير. هذه رسالة قصيرة تُكتب من اليمين إلى اليسار، وفيها ',
      link('رابط', 'https://news.example.org/a'),
      ' واحد.',
    ),
    heading('الخطوات'),
    {
      kind: 'steps',
      start: 1,
      items: [
        {
          content: [
            paragraph('افتح الملف واقرأه مرة واحدة على مهل، ثم اقرأه مرة أخرى بصوت مسموع حتى تسمع ما فيه.'),
          ],
        },
        { content: [paragraph('اكتب ما تعنيه.')] },
      ],
    },
    {
      kind: 'quote',
      content: [paragraph('الرسالة حديث مع من لم يصل بعد.')],
      author: [text('قارئ')],
    },
    { kind: 'callout', tone: 'tip', blocks: [prose('العنوان القصير يُقرأ كاملا على الهاتف.')] },
    {
      kind: 'text',
      content: [
        {
          kind: 'list',
          ordered: false,
          items: [{ content: [paragraph('نقطة أولى')] }, { content: [paragraph('نقطة ثانية')] }],
        },
      ],
    },
    { kind: 'button', label: [text('اقرأ الدليل')], href: 'https://news.example.org/handbook' },
    heading('للقراءة'),
    {
      kind: 'links',
      items: [
        { title: [text('كتاب أول')], url: 'https://books.example.org/1', by: [text('كاتبة')] },
        { title: [text('كتاب ثان')], url: 'https://books.example.org/2', note: [paragraph('ملاحظة قصيرة.')] },
      ],
    },
  ],
};
