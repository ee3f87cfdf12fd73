import type { ThemeData } from '../../../render/theme/theme-data.ts';

/**
 * The style sheet of what stands around an issue. The issue brings the mail's own, so everything here has a
 * class of its own and nothing is said about elements.
 */
export function frameStyleOf({ colours, fonts, measures }: ThemeData): string {
  const { light, dark } = colours;
  return `:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
.pp-page{margin:0;background:var(--pp-canvas)}
.pp-skip{position:absolute;inset-inline-start:-999rem}
.pp-skip:focus{inset-inline-start:1rem;top:1rem;z-index:1;padding:.5rem 1rem;background:var(--pp-sheet);color:var(--pp-link)}
.pp-bar,.pp-more{box-sizing:border-box;max-width:${measures.width}px;margin-inline:auto;padding-inline:${measures.gutter}px;font:16px/1.5 ${fonts.label};color:var(--pp-muted)}
.pp-bar{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:8px 24px;padding-block:14px}
.pp-page .pp-bar a,.pp-page .pp-more a{color:var(--pp-link);text-underline-offset:.15em}
.pp-page .pp-bar a{display:inline-block;padding-block:8px}
.pp-page a:focus-visible{outline:3px solid var(--pp-link);outline-offset:2px}
.pp-page main:focus{outline:0}
.pp-more{padding-block:8px 48px}
.pp-turn{display:grid;grid-template-columns:1fr 1fr;gap:24px;padding-block:24px;border-block:1px solid var(--pp-rule)}
.pp-turn a{display:block;text-decoration:none;overflow-wrap:anywhere}
.pp-turn a:hover .pp-title{text-decoration:underline}
.pp-label{display:block;font-size:14px;color:var(--pp-muted)}
.pp-newer{grid-column:2;text-align:end}
.pp-links{display:flex;flex-wrap:wrap;gap:4px 24px;margin:0;padding:16px 0 0;list-style:none}
.pp-links a{display:inline-block;padding-block:8px}
@media (max-width:519px){.pp-bar,.pp-more{padding-inline:22px}}
@media print{.pp-bar,.pp-more,.pp-skip{display:none}}
`;
}

function variables(palette: ThemeData['colours']['light']): string {
  const { canvas, sheet, muted, link, rule } = palette;
  return Object.entries({ canvas, sheet, muted, link, rule })
    .map(([name, colour]) => `--pp-${name}:${colour};`)
    .join('');
}
