/**
 * Pennypost as a library: what the `pennypost` command does, as functions. Nothing is read from the
 * environment and nothing is printed; a failure that a person can act on is thrown as a `Failure`.
 *
 * Render an issue of the newsletter in this folder for one reader:
 *
 *     import { checkContext, checkIssue, fill, findIssue, hasErrors, loadTheme, openIssue,
 *       openNewsletter, prepareIssue } from 'pennypost';
 *
 *     const here = process.cwd();
 *     const newsletter = openNewsletter(here);
 *     const path = findIssue(newsletter, 'hello', here);
 *     const read = openIssue(newsletter, path, here);
 *     if (hasErrors(checkIssue(read, checkContext(newsletter, path)))) throw new Error('mend it first');
 *     const prepared = prepareIssue(newsletter, path, read, await loadTheme([`${here}/templates`]));
 *     const { html } = await prepared.render(new Set());
 *     console.log(fill(html, { email: 'ada@example.org', fields: { first_name: 'Ada' },
 *       unsubscribe: 'https://news.example.org/u/ada' }));
 *
 * @module
 */

// What everything shares.

export { addressKey, type EmailAddress, parseEmailAddress } from './address/email-address.ts';
export { formatMailbox, type Mailbox, parseMailbox } from './address/mailbox.ts';
export { Failure, type FailureKind } from './finding/failure.ts';
export { type Finding, hasErrors, inReadingOrder, type Severity } from './finding/finding.ts';
export { countFindings, formatFinding, noPaint, type Paint } from './finding/format.ts';
export type { Place, Span } from './finding/place.ts';

// Read: a newsletter’s folder and its issues.

export type { Block, Flow } from './issue/block.ts';
export { type IssueFiles, noFiles } from './issue/files.ts';
export type { Inline } from './issue/inline.ts';
export type { Issue } from './issue/issue.ts';
export { readIssue } from './issue/read.ts';
export { issueJsonSchema } from './issue/read-data.ts';
export type { ReadIssue, Source } from './issue/read-issue.ts';
export { findIssue, listIssues, openIssue } from './newsletter/issues.ts';
export { type Newsletter, openNewsletter } from './newsletter/newsletter.ts';
export { type ReadSettings, readSettings, settingsJsonSchema } from './newsletter/read-settings.ts';
export type { Settings } from './newsletter/settings.ts';

// Check.

export { checkIssue } from './check/check.ts';
export type { CheckContext } from './check/rule.ts';
export { checkContext } from './newsletter/check-context.ts';

// Render: an issue as HTML and text whose slots are filled for each reader.

export { ConverterApart } from './mailing/conversion/apart.ts';
export { contentHash, type PreparedIssue, prepareIssue } from './mailing/prepare.ts';
export { fill } from './render/fill.ts';
export type { Conversion, Converter, ConvertMjml } from './render/html/convert.ts';
export { renderIssue } from './render/render-issue.ts';
export type { Audience as RenderAudience, RenderSetting } from './render/setting.ts';
export type { ReaderValues, RenderedIssue, SlotName, Template } from './render/template.ts';
export { loadTheme } from './render/theme/load-theme.ts';
export type { Theme } from './render/theme/theme.ts';

// Compose: one reader’s copy as a MIME message, and its signatures.

export { type Content, editionOf, freezeContent, variantKey } from './mailing/content.ts';
export {
  type CopyParts,
  copiesOf,
  copyFiller,
  type FillCopy,
  type MakeCopy,
  type Reader,
  signCopy,
} from './mailing/copy.ts';
export { makeKeys, type NewKeys } from './message/dkim/make-keys.ts';
export { openSigner, type Signer, type SignerSettings } from './message/dkim/signer.ts';
export type { Edition } from './message/edition.ts';
export type { Message } from './message/message.ts';
export { type CompiledMessage, compileMessage } from './message/template/compile.ts';
export { type CopyValues, fillMessage } from './message/template/fill.ts';
export { type LinkTokens, sampleTokens, signLinkTokens } from './message/tokens.ts';

// The store, and the people in it.

export { ensureList, findList, findLists, type List } from './store/lists.ts';
export { openStore } from './store/open-store.ts';
export type { Store } from './store/store.ts';
export { type Added, type Addition, addSubscriber } from './subscribers/add.ts';
export { countSegments, type SegmentCounts } from './subscribers/count-segments.ts';
export { type Erased, type Erasure, type ErasureKeys, erasePerson } from './subscribers/erase.ts';
export { findErased } from './subscribers/erased.ts';
export { exportRecords, exportSubscribers, type Only } from './subscribers/export.ts';
export {
  type ImportReport,
  type ImportRequest,
  importSubscribers,
} from './subscribers/import.ts';
export { listSubscribers, type SubscriberRecord, showSubscriber } from './subscribers/look.ts';
export type { Reject } from './subscribers/rejects.ts';
export { type Removal, type Removed, removeSubscriber } from './subscribers/remove.ts';
export { type Described, matches } from './subscribers/segment/matches.ts';
export { type ParsedSegment, parseSegment } from './subscribers/segment/parse.ts';
export type { Segment } from './subscribers/segment/segment.ts';
export { type Tagged, type Tagging, tagPeople, tagSegment } from './subscribers/tag.ts';
export type { LikelyTypo } from './subscribers/typos.ts';
export {
  type FileRequest,
  type ImportedColumn,
  type Understanding,
  understandFile,
} from './subscribers/understand.ts';

// Send: freeze an audience, hand over every copy, account for it.

export { type Aim, Audience, type LeftOut } from './mailing/audience.ts';
export { type Clock, systemClock } from './mailing/clock.ts';
export type { EngineEvent, Rest, Stop, Tempo } from './mailing/engine/events.ts';
export { freezeMailing } from './mailing/freeze.ts';
export { thisSender } from './mailing/identity.ts';
export { type RebuildParts, type RebuiltCopy, rebuildCopy } from './mailing/rebuild.ts';
export { type RunEnd, type RunParts, runMailing } from './mailing/run.ts';
export { cancelMailing, pauseMailing, reopenMailing } from './mailing/steer.ts';
export { reapSenders } from './mailing/tenure.ts';
export { type Outbox, startOutbox } from './smtp/outbox.ts';
export type { Outcome } from './smtp/outcome.ts';
export { openServer, type Server, type Transport } from './smtp/transport.ts';
export type { Counts, DeliveryState } from './store/delivery.ts';
export { countDeliveries } from './store/delivery-counts.ts';
export { findMailing, findMailings, type Mailing } from './store/mailings.ts';
export { findSentDelivery, type SentDelivery } from './store/sent-delivery.ts';
