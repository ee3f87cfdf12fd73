import { html } from 'hono/html';
import { countFindings } from '../../../finding/format.ts';
import type { Fault } from '../fault.ts';
import type { ShownFinding } from '../shown-finding.ts';
import type { Markup } from './shell.ts';

/** All that `check` has to say, in reading order; `toBlock` leads to a block in the picture of the mail. */
export function findingList(findings: readonly ShownFinding[], toBlock: (block: string) => string): Markup {
  if (findings.length === 0) {
    return html`<p class="all-well">Nothing to mend: <code>check</code> finds no fault in this issue.</p>`;
  }
  return html`<ol class="findings">${findings.map((finding) => html`<li>${findingCard(finding, toBlock)}</li>`)}</ol>`;
}

/** The newest finding in one line, above the mail. */
export function findingLine(findings: readonly ShownFinding[], href: string): Markup | '' {
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0];
  if (!first) return '';
  return html`<a class="finding-line ${first.severity}" href="${href}"><strong>${countFindings(findings)}</strong>
    <span>${first.where ? html`<code>${first.where}</code> ` : ''}${first.message}</span></a>`;
}

/** What keeps the newest state of the files from being shown. */
export function faultCards(faults: readonly Fault[], hasPrint: boolean): Markup | '' {
  if (faults.length === 0) return '';
  return html`<section class="faults" aria-label="What is wrong" role="status">
    ${faults.map(faultCard)}
    <p class="stays">${
      hasPrint
        ? 'Below is the last state that could be shown. It changes as soon as this is mended.'
        : 'The issue is shown as soon as this is mended.'
    }</p></section>`;
}

function faultCard({ message, advice, code, findings }: Fault): Markup {
  return html`<article class="fault"><h2>${message}</h2>
    ${findings.map((finding) => findingCard(finding))}
    ${advice ? html`<p class="advice">${advice}</p>` : ''}
    ${findings.length === 0 ? html`<p><code class="code">${code}</code></p>` : ''}</article>`;
}

function findingCard(
  { severity, where, message, code, excerpt, advice, block }: ShownFinding,
  toBlock?: (block: string) => string,
): Markup {
  return html`<article class="finding ${severity}">
    <p class="head"><span class="severity">${severity}</span>${where ? html`<code class="where">${where}</code>` : ''}<code class="code">${code}</code></p>
    <p class="message">${message}</p>
    ${excerpt.length > 0 ? html`<pre class="excerpt">${excerpt.join('\n')}</pre>` : ''}
    ${advice ? html`<p class="advice">${advice}</p>` : ''}
    ${toBlock && block ? html`<p><a class="jump" href="${toBlock(block)}">Show it in the mail</a></p>` : ''}
  </article>`;
}
