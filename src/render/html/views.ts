import type { BlockKind } from '../../issue/block.ts';
import type { ViewOf } from './shape.ts';

/** What each template is given. These names are what people write between {{ and }} in their own templates. */

const palette = {
  canvas: 'html',
  sheet: 'html',
  ink: 'html',
  muted: 'html',
  link: 'html',
  accent: 'html',
  onAccent: 'html',
  rule: 'html',
  tint: 'html',
  note: 'html',
  tip: 'html',
  warning: 'html',
} as const;

/** Known in every template. */
const page = {
  lang: 'html',
  /** ltr or rtl. */
  dir: 'html',
  rtl: 'flag',
  /** left, or right where writing goes from right to left. */
  start: 'html',
  end: 'html',
  newsletter: { group: { name: 'html', url: 'html' } },
  light: { group: palette },
  dark: { group: palette },
  fonts: { group: { prose: 'html', display: 'html', label: 'html', code: 'html' } },
  measures: { group: { width: 'number', gutter: 'number', prose: 'number' } },
} as const;

const footerLink = { group: { label: 'html', url: 'html' } } as const;

export const layoutShape = {
  ...page,
  title: 'html',
  preheader: 'html',
  date: 'html',
  /** All blocks, as MJML that may stand in an mj-column. */
  blocks: 'html',
  footer: {
    group: {
      unsubscribeSentence: 'html',
      forwardSentence: 'html',
      unsubscribe: footerLink,
      forward: footerLink,
      subscribe: footerLink,
      webCopy: footerLink,
      postalAddress: 'html',
      sentTo: 'html',
    },
  },
} as const;

/** Known in every block. */
const block = {
  ...page,
  /** A class that tells the block's place in the issue: `block-3`, `block-3-1` inside the third. */
  place: 'html',
  /** Pixels there are for pictures. */
  width: 'number',
  first: 'flag',
} as const;

export const blockShapes = {
  text: { ...block, content: 'html' },
  heading: { ...block, level2: 'flag', level3: 'flag', text: 'html' },
  steps: { ...block, items: { list: { number: 'number', content: 'html', last: 'flag' } } },
  links: {
    ...block,
    items: { list: { title: 'html', url: 'html', by: 'html', note: 'html', last: 'flag' } },
  },
  quote: { ...block, content: 'html', author: 'html' },
  image: { ...block, src: 'html', alt: 'html', caption: 'html', href: 'html' },
  divider: block,
  button: { ...block, label: 'html', href: 'html' },
  callout: { ...block, note: 'flag', tip: 'flag', warning: 'flag', label: 'html', blocks: 'html' },
  sponsor: { ...block, label: 'html', name: 'html', href: 'html', blocks: 'html' },
  only: { ...block, blocks: 'html' },
  video: { ...block, href: 'html', poster: 'html', alt: 'html', label: 'html' },
  notes: { ...block, label: 'html', items: { list: { number: 'number', content: 'html' } } },
} as const satisfies Record<BlockKind, object>;

export const blockKinds = Object.keys(blockShapes) as readonly BlockKind[];

export type PageView = ViewOf<typeof page>;
export type LayoutView = ViewOf<typeof layoutShape>;
export type BlockViewOf<K extends BlockKind> = ViewOf<(typeof blockShapes)[K]>;
export type BlockView = { [K in BlockKind]: BlockViewOf<K> }[BlockKind];
/** What blocks have in common. */
export type AnyBlockView = ViewOf<typeof block>;
