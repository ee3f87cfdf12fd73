import type { ThemeData } from '../../render/theme/theme-data.ts';

type Palette = ThemeData['colours']['light'];

/** The style sheet of the pages, in the colours and letters of the theme. Directions are logical: it serves both. */
export function styleOf({ colours, fonts }: Pick<ThemeData, 'colours' | 'fonts'>): string {
  return `:root{color-scheme:light dark;${variables(colours.light)}}
@media (prefers-color-scheme:dark){:root{${variables(colours.dark)}}}
*{box-sizing:border-box}
body{margin:0;padding-block-end:3rem;background:var(--canvas);color:var(--ink);font:1.0625rem/1.6 ${fonts.prose}}
.skip{position:absolute;inset-inline-start:-999rem}
.skip:focus{inset-inline-start:1rem;top:1rem;background:var(--sheet);padding:.5rem 1rem}
header,main,footer{max-width:38rem;margin-inline:auto;padding-inline:clamp(1.25rem,6vw,2.5rem)}
header{padding-block:2rem 1rem;font-family:${fonts.label};font-size:.9375rem}
header a{color:var(--muted);text-decoration:none;font-weight:600}
header a:hover{color:var(--link);text-decoration:underline}
main{background:var(--sheet);border:1px solid var(--rule);border-radius:.5rem;padding-block:2rem}
@media (max-width:40rem){main{border-inline:0;border-radius:0}}
footer{padding-block:1.5rem 3rem;color:var(--muted);font:.875rem/1.5 ${fonts.label}}
h1{font:600 clamp(1.6rem,5vw,2.1rem)/1.25 ${fonts.display};margin:0 0 1rem;text-wrap:balance}
h2{font:600 1.25rem/1.3 ${fonts.display};margin:0 0 .5rem}
p{margin:0 0 1rem}
main>:last-child,section>:last-child{margin-block-end:0}
.lead{font-size:1.125rem}
a{color:var(--link)}
bdi{overflow-wrap:anywhere}
section{border-block-start:1px solid var(--rule);margin-block-start:2rem;padding-block-start:1.75rem}
form{margin-block:1.5rem 0}
section form,.undo form,li form{margin:0}
.undo,.rows li{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.75rem 1.5rem}
.undo{margin-block-start:1.5rem;background:var(--tint);border-radius:.5rem;padding:1rem 1.25rem}
.undo p{margin:0}
.rows{list-style:none;margin:0;padding:0}
.rows li{padding-block:.75rem;border-block-start:1px solid var(--rule)}
.rows li:first-child{border:0}
.rows span{display:block;font-size:.9375rem}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem}
.status{background:var(--tint);border-inline-start:.25rem solid var(--tip);padding:.75rem 1rem;margin-block-end:1.5rem}
.way{margin-block:2rem 0}
fieldset{border:0;margin:0 0 1.25rem;padding:0;min-inline-size:0}
legend{font:600 1.25rem/1.3 ${fonts.display};padding:0;margin-block-end:.5rem}
label{display:block;font:600 .9375rem/1.4 ${fonts.label};margin-block-end:.35rem}
input,textarea,select{font:inherit;color:inherit;background:var(--canvas);border:1px solid var(--muted);border-radius:.375rem;padding:.6rem .75rem;inline-size:100%}
input+button{margin-block-start:1rem}
input[type=hidden]+button{margin-block-start:0}
input[type=checkbox],input[type=radio]{inline-size:1.15rem;block-size:1.15rem;flex:none;margin:0;accent-color:var(--accent)}
.choice{display:flex;align-items:center;gap:.65rem;min-block-size:2.75rem;margin:0;font-weight:400;font-size:1rem}
button,.button{font:600 1rem/1 ${fonts.label};color:var(--on-accent);background:var(--accent);border:2px solid var(--accent);border-radius:.375rem;padding:.85rem 1.4rem;min-block-size:2.75rem;cursor:pointer}
.button{display:inline-block;text-decoration:none}
button.quiet{color:var(--link);background:transparent;border-color:var(--muted);border-width:1px}
button:hover,.button:hover{filter:brightness(.94)}
@media (prefers-color-scheme:dark){button:hover,.button:hover{filter:brightness(1.1)}}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.muted{color:var(--muted)}
.field{margin-block-end:1.25rem}
.fault{margin:.35rem 0 0;font-weight:600}
[aria-invalid]{border-inline-start-width:.35rem}
.trap{position:absolute;inset-inline-start:-999rem}
`;
}

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${colour};`)
    .join('');
}
