import { z } from 'zod';

/** What `theme.yaml` of a theme says: colours, fonts, measures and the few words a mail has of its own. */

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, "is not a colour; write it in quotes, like '#1f2328'");
const font = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^<>"{};&\\]*$/, 'may hold names of fonts only, with single quotes where a name has spaces');
const pixels = z.coerce.number({ error: 'is not a number of pixels; write it like 18' }).int();
const word = z.string().trim().min(1);

const palette = z.strictObject({
  /** Around the letter. */
  canvas: colour,
  /** The letter itself. */
  sheet: colour,
  ink: colour,
  /** Small print, captions, authors. */
  muted: colour,
  link: colour,
  /** The newsletter's own colour: its name, numbers, bars, buttons. */
  accent: colour,
  /** Words on `accent`. */
  onAccent: colour,
  rule: colour,
  /** Behind code, sponsors and table headers. */
  tint: colour,
  /** Bars of callouts. */
  note: colour,
  tip: colour,
  warning: colour,
});

export const themeDataSchema = z.strictObject({
  colours: z.strictObject({ light: palette, dark: palette }),
  fonts: z.strictObject({ prose: font, display: font, label: font, code: font }),
  measures: z.strictObject({
    /** Of the whole letter, in pixels. */
    width: pixels.min(320).max(800),
    /** Between the letter's edge and its words, in pixels. */
    gutter: pixels.min(0).max(80),
    /** Size of prose, in pixels. */
    prose: pixels.min(14).max(24),
  }),
  words: z.strictObject({
    by: word,
    notes: word,
    note: word,
    tip: word,
    warning: word,
    sponsor: word,
    image: word,
    video: word,
    unsubscribe: word,
    forward: word,
    subscribe: word,
    webCopy: word,
    /** `{email}` and `{name}` are filled in. */
    sentTo: word,
  }),
});

export type ThemeData = z.output<typeof themeDataSchema>;
export type Words = ThemeData['words'];
