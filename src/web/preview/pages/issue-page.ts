import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { formatMailbox, type Mailbox } from '../../../address/mailbox.ts';
import { inReadingOrder } from '../../../finding/finding.ts';
import { picturesOf } from '../../../issue/walk.ts';
import {
  issueAddress,
  issueFrameAddress,
  type Look,
  type View,
  views,
  type Width,
  widths,
} from '../address.ts';
import { isLocal } from '../draft.ts';
import { frameSandbox } from '../frame.ts';
import type { Print } from '../print.ts';
import type { Proof } from '../proofs.ts';
import { type SampleCopy, type SampleReader, sampleReaders } from '../sample-reader.ts';
import type { ShownFinding } from '../shown-finding.ts';
import { kilobytes } from './amounts.ts';
import { faultCards, findingLine, findingList } from './findings.ts';
import { choices, type Markup } from './shell.ts';

/** One reader's copy of the print, when there is a print. */
export interface ShownCopy {
  readonly print: Print;
  readonly reader: SampleReader;
  readonly copy: SampleCopy;
}

/** An issue as its readers will see it, and all there is to say of it. */
export function issuePage(name: string, look: Look, proof: Proof, shown: ShownCopy | undefined): Markup {
  const findings = findingsOf(proof);
  return html`
<div class="bar">
  <h1 id="title" data-live>${titleOf(name, proof)}</h1>
  <div id="views" data-live>${choices(
    'What is shown',
    views.map((view) => viewChoice(name, look, view, findings.length)),
  )}</div>
  ${
    look.view === 'mail'
      ? choices(
          'Width',
          widths.map((width) => widthChoice(name, look, width)),
        )
      : ''
  }
  <div id="readers" data-live>${shown ? readerChoice(look, shown) : ''}</div>
</div>
<div id="faults" data-live>${faultCards(proof.faults, shown !== undefined)}</div>
${shown ? html`<div id="inbox" data-live>${inboxLine(shown)}</div>` : html`<div id="inbox" data-live></div>`}
<div id="first-finding" data-live>${look.view === 'mail' ? findingLine(findings, issueAddress(name, { ...look, view: 'findings' })) : ''}</div>
${viewOf(name, look, proof, shown)}`;
}

/**
 * In reading order, whatever looked for them; those of the mail are of its last state that could be shown. Hints are
 * for who asks the command.
 */
function findingsOf({ draft, print }: Proof): readonly ShownFinding[] {
  const all = [...(draft?.findings ?? []), ...(print?.findings ?? [])];
  return inReadingOrder(all.filter(({ severity }) => severity !== 'hint'));
}

export function titleOf(name: string, { draft }: Proof): string {
  return draft?.read.issue.title ?? name;
}

function viewOf(name: string, look: Look, proof: Proof, shown: ShownCopy | undefined): Markup {
  if (look.view === 'findings') {
    return html`<div id="findings" data-live class="sheet">${findingList(findingsOf(proof), (block) => issueAddress(name, { ...look, view: 'mail', block }))}</div>`;
  }
  if (look.view === 'text') {
    return html`<div id="text" data-live>${shown ? html`<pre class="sheet text-part">${shown.copy.text}</pre>` : ''}</div>`;
  }
  return html`<div class="stage ${look.width}" data-stage data-block="${look.block ?? ''}">${shown ? frames(name, look, shown) : ''}</div>`;
}

const frameLabels: Readonly<Record<Width, string>> = { both: '', desktop: 'Desktop', phone: 'Phone' };

function frames(name: string, { width }: Look, { reader, copy }: ShownCopy): Markup[] {
  const src = issueFrameAddress(name, reader.key, markOf(copy.html));
  return (['desktop', 'phone'] as const)
    .filter((kind) => width === 'both' || width === kind)
    .map(
      (kind) => html`<figure class="${kind}"><figcaption>${frameLabels[kind]}</figcaption>
      <div class="screen"><iframe id="${kind}" title="The issue, ${frameLabels[kind].toLowerCase()}" sandbox="${frameSandbox}" referrerpolicy="no-referrer" src="${src}"></iframe></div></figure>`,
    );
}

function markOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

const viewLabels: Readonly<Record<View, string>> = { mail: 'Mail', text: 'Text', findings: 'Findings' };

function viewChoice(name: string, look: Look, view: View, findings: number) {
  const count = view === 'findings' && findings > 0 ? html` <span class="count">${findings}</span>` : '';
  return {
    href: issueAddress(name, { ...look, view }),
    label: html`${viewLabels[view]}${count}`,
    on: view === look.view,
  };
}

const widthLabels: Readonly<Record<Width, string>> = { both: 'Both', desktop: 'Desktop', phone: 'Phone' };

function widthChoice(name: string, look: Look, width: Width) {
  return {
    href: issueAddress(name, { ...look, width }),
    label: widthLabels[width],
    on: width === look.width,
    name: width,
  };
}

/** As whom the issue is read; the browser sends the form when another one is chosen. */
function readerChoice({ view, width }: Look, { print, reader }: ShownCopy): Markup | '' {
  const readers = sampleReaders(print.prepared);
  if (readers.length < 2) return '';
  return html`<form class="reader" method="get" data-submit>
    ${view === 'mail' ? '' : html`<input type="hidden" name="view" value="${view}">`}
    ${width === 'both' ? '' : html`<input type="hidden" name="width" value="${width}">`}
    <label for="reader">Read by</label>
    <select id="reader" name="reader">${readers.map(
      ({ key, label }) =>
        html`<option value="${key}"${key === reader.key ? html` selected` : ''}>${label}</option>`,
    )}</select><noscript><button>Show</button></noscript>
  </form>`;
}

function inboxLine({ print, copy }: ShownCopy): Markup {
  const { from } = print.prepared;
  return html`<section class="inbox" aria-label="In the inbox">
    <dl>
      <div class="from"><dt>From</dt><dd title="${formatMailbox(from)}">${senderOf(from)}</dd></div>
      <div class="subject"><dt>Subject</dt><dd title="${copy.subject}">${copy.subject}</dd></div>
      <div class="preview"><dt>Preview</dt><dd title="${copy.preview}">${copy.preview || html`<em>none: inboxes show the first words</em>`}</dd></div>
    </dl>
    <p class="facts">${facts(print, copy)}</p>
  </section>`;
}

function senderOf(from: Mailbox): string {
  return from.name || from.address;
}

/** Gmail cuts a mail off beyond this many bytes of HTML. */
const gmailShows = 102_400;

function facts({ prepared }: Print, copy: SampleCopy): Markup {
  const size = Buffer.byteLength(copy.html);
  const fromWeb = [...picturesOf(prepared.issue.blocks)].filter(
    ({ src }) => src.trim() !== '' && !isLocal(src),
  );
  return html`<span>${prepared.from.address}</span> <span${
    size > gmailShows ? html` class="too-large"` : ''
  }>HTML ${kilobytes(size)} of the ${kilobytes(gmailShows)} that Gmail shows</span> <span>Text ${kilobytes(Buffer.byteLength(copy.text))}</span>${
    fromWeb.length > 0
      ? html` <span>${fromWeb.length} ${fromWeb.length === 1 ? 'picture' : 'pictures'} from the web not loaded here</span>`
      : ''
  }`;
}

/** What is shown as long as there is no issue. */
export function emptyPage(): Markup {
  return html`<div class="empty"><h1>No issue yet</h1>
    <p>Begin one, and it appears here: <code>pennypost new "Title"</code></p></div>`;
}
