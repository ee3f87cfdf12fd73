import type { ThemeData } from '../../render/theme/theme-data.ts';

type Palette = ThemeData['colours']['light'];

/** The style sheet of the pages, in the colours and letters of the theme. Directions are logical: it serves both. */
export function styleOf({ colours, fonts }: Pick<ThemeData, 'colours' | 'fonts'>): string {
  return `:root{color-scheme:light dark;${variables(colours.light)}}
@media (prefers-color-scheme:dark){:root{${variables(colours.dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);font:1.0625rem/1.6 ${fonts.prose}}
.skip{position:absolute;inset-inline-start:-999rem}
.skip:focus{inset-inline-start:1rem;top:1rem;background:var(--sheet);padding:.5rem 1rem}
header,main,footer{max-width:38rem;margin-inline:auto;padding-inline:1.25rem}
header{padding-block:2rem 1rem;font-family:${fonts.label};font-size:.9375rem}
header a{color:var(--muted);text-decoration:none;font-weight:600}
header a:hover{color:var(--link);text-decoration:underline}
main{background:var(--sheet);border:1px solid var(--rule);border-radius:.5rem;padding-block:2rem;padding-inline:clamp(1.25rem,6vw,2.5rem)}
@media (max-width:40rem){main{border-inline:0;border-radius:0}}
footer{padding-block:1.5rem 3rem;color:var(--muted);font:.875rem/1.5 ${fonts.label}}
h1{font:600 clamp(1.6rem,5vw,2.1rem)/1.2 ${fonts.display};margin:0 0 1rem;text-wrap:balance}
p{margin:0 0 1rem}
a{color:var(--link)}
bdi{overflow-wrap:anywhere}
form{margin-block:1.5rem 0}
label{display:block;font:600 .9375rem/1.4 ${fonts.label};margin-block-end:.35rem}
input,textarea,select{font:inherit;color:inherit;background:var(--canvas);border:1px solid var(--muted);border-radius:.375rem;padding:.6rem .75rem;inline-size:100%}
input[type=checkbox],input[type=radio]{inline-size:auto;accent-color:var(--accent)}
button,.button{font:600 1rem/1 ${fonts.label};color:var(--on-accent);background:var(--accent);border:2px solid var(--accent);border-radius:.375rem;padding:.85rem 1.4rem;min-block-size:2.75rem;cursor:pointer}
.button{display:inline-block;text-decoration:none}
button.quiet{color:var(--link);background:transparent;border-color:var(--rule)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.muted{color:var(--muted)}
`;
}

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${colour};`)
    .join('');
}
