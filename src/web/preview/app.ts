import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { clearOutbox, listOutbox, type OutboxMessage, readOutboxMessage } from '../../smtp/outbox-mail.ts';
import { issueAddress, issuePictureAddress, lookOf, type MessageView, messageViews } from './address.ts';
import { assetOf } from './asset.ts';
import { frameHtml, framePolicy } from './frame.ts';
import { onlyLoopback, onlyOurPage, safeHeaders } from './guard.ts';
import { issueNames } from './issue-names.ts';
import type { Live } from './live.ts';
import { emptyPage, issuePage, type ShownCopy, titleOf } from './pages/issue-page.ts';
import { firstView, messagePage } from './pages/message-page.ts';
import { brokenPage, notFoundPage, wrongPage } from './pages/no-page.ts';
import { outboxPage, pageLength } from './pages/outbox-page.ts';
import { type Markup, type Side, shell } from './pages/shell.ts';
import type { Proof, Proofs } from './proofs.ts';
import { sampleCopy, sampleReader } from './sample-reader.ts';

/** What the pages are made from. */
export interface Room {
  readonly proofs: Proofs;
  readonly live: Live;
  /** The folder of the outbox. */
  readonly outbox: string;
  /** The issue that was asked for on the command line, by its absolute path. */
  readonly asked: string | undefined;
  /** Proves that what acts was asked for by our own page. */
  readonly token: string;
  readonly port: () => number;
  /** Told of what should not have happened; the server goes on. */
  readonly onBug: (error: unknown) => void;
}

/** Every page of the preview. GET never changes anything. */
export function previewApp(room: Room): Hono {
  const app = new Hono();
  app.use(safeHeaders, onlyLoopback(room.port));
  app.get('/', (c) => first(c, room));
  app.get('/issues/:name', (c) => issue(c, room));
  app.get('/issues/:name/html', (c) => issueFrame(c, room));
  app.get('/issues/:name/pictures/:cid', (c) => issuePicture(c, room));
  app.get('/outbox', (c) => outbox(c, room));
  app.post('/outbox/clear', onlyOurPage(room.token), (c) => clear(c, room));
  app.get('/outbox/:id', (c) => message(c, room));
  app.get('/outbox/:id/html', (c) => messageFrame(c, room));
  app.get('/outbox/:id/message.eml', (c) => messageFile(c, room));
  app.get('/outbox/:id/pictures/:cid', (c) => messagePicture(c, room));
  app.get('/live', (c) => live(c, room));
  app.get('/assets/:file', asset);
  app.notFound((c) => noSuchPage(c, room));
  app.onError(async (error, c) => {
    room.onBug(error);
    return page(c, room, sideOf(room, undefined), 'A fault', wrongPage(error), 500);
  });
  return app;
}

async function page(
  c: Context,
  room: Room,
  side: Omit<Side, 'outboxTotal'>,
  title: string,
  main: Markup,
  status: 200 | 404 | 422 | 500 = 200,
): Promise<Response> {
  const outboxTotal = await countOutbox(room);
  return c.html(shell({ ...side, outboxTotal }, title, main), status);
}

/** A page can be shown even where the outbox cannot. */
async function countOutbox({ outbox }: Room): Promise<number> {
  return listOutbox(outbox, { limit: 0 }).then(
    ({ total }) => total,
    () => 0,
  );
}

function sideOf(room: Room, open: Side['open'], look = lookOf({})): Omit<Side, 'outboxTotal'> {
  const { newsletter } = room.proofs;
  return { newsletter: newsletter.settings.name, issues: [...namesOf(room).keys()], look, open };
}

function namesOf({ proofs, asked }: Room): ReadonlyMap<string, string> {
  return issueNames(proofs.newsletter, asked);
}

function noSuchPage(c: Context, room: Room): Promise<Response> {
  return page(c, room, sideOf(room, undefined), 'Not here', notFoundPage(), 404);
}

/** The issue that was asked for, else the newest. */
async function first(c: Context, room: Room): Promise<Response> {
  const names = namesOf(room);
  const [asked] = [...names].find(([, path]) => path === room.asked) ?? [];
  const name = asked ?? names.keys().next().value;
  if (name !== undefined) return c.redirect(issueAddress(name, lookOf({})));
  return page(c, room, sideOf(room, undefined), 'No issue yet', emptyPage());
}

async function issue(c: Context, room: Room): Promise<Response> {
  const name = c.req.param('name') ?? '';
  const look = lookOf(c.req.query());
  const proof = await proofOf(room, name);
  if (!proof) return noSuchPage(c, room);
  const shown = await shownCopy(proof, look.reader);
  return page(
    c,
    room,
    sideOf(room, { issue: name }, look),
    titleOf(name, proof),
    issuePage(name, look, proof, shown),
  );
}

async function proofOf(room: Room, name: string): Promise<Proof | undefined> {
  const path = namesOf(room).get(name);
  return path === undefined ? undefined : room.proofs.of(path);
}

async function shownCopy({ print }: Proof, key: string | undefined): Promise<ShownCopy | undefined> {
  if (!print) return undefined;
  const reader = sampleReader(print.prepared, key);
  return { print, reader, copy: await sampleCopy(print.prepared, reader) };
}

async function issueFrame(c: Context, room: Room): Promise<Response> {
  const name = c.req.param('name') ?? '';
  const proof = await proofOf(room, name);
  const shown = proof && (await shownCopy(proof, c.req.query('reader')));
  if (!shown) return c.text('There is nothing to show.', 404);
  const { pictures } = shown.print.prepared;
  return frame(c, shown.copy.html, (cid) =>
    pictures.some((picture) => picture.cid === cid) ? issuePictureAddress(name, cid) : undefined,
  );
}

function frame(c: Context, html: string, pictureAddress: (cid: string) => string | undefined): Response {
  c.header('Content-Security-Policy', framePolicy);
  return c.html(frameHtml(html, pictureAddress));
}

/** Only what the issue shows, and only as it was read when it was rendered: no path is looked up. */
async function issuePicture(c: Context, room: Room): Promise<Response> {
  const proof = await proofOf(room, c.req.param('name') ?? '');
  const found = proof?.print?.prepared.pictures.find(({ cid }) => cid === c.req.param('cid'));
  return found ? picture(c, found.type, found.content) : c.text('There is no such picture.', 404);
}

const pictureTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
]);

/** Nothing but pictures of pixels is served as what it says it is: an SVG may hold a script. */
function picture(c: Context, type: string, content: Uint8Array): Response {
  if (!pictureTypes.has(type.toLowerCase())) return c.text('This is no picture that is shown here.', 404);
  c.header('Content-Security-Policy', "default-src 'none'; sandbox");
  return c.body(new Uint8Array(content), 200, { 'Content-Type': type });
}

async function outbox(c: Context, room: Room): Promise<Response> {
  const offset = Math.max(0, Math.trunc(Number(c.req.query('from') ?? 0)) || 0);
  const list = await listOutbox(room.outbox, { offset, limit: pageLength });
  return page(c, room, sideOf(room, 'outbox'), 'Outbox', outboxPage(list, offset, room.token));
}

async function clear(c: Context, room: Room): Promise<Response> {
  await clearOutbox(room.outbox);
  return c.redirect('/outbox', 303);
}

async function message(c: Context, room: Room): Promise<Response> {
  const found = await messageOf(c, room).catch((error: Error) => error);
  if (found instanceof Error) {
    return page(c, room, sideOf(room, 'outbox'), 'A broken message', brokenPage(found), 422);
  }
  if (!found) return noSuchPage(c, room);
  const asked: MessageView | undefined = messageViews.find((view) => view === c.req.query('view'));
  const main = messagePage(found, asked ?? firstView(found));
  return page(c, room, sideOf(room, 'outbox'), found.subject || 'No subject', main);
}

function messageOf(c: Context, { outbox }: Room): Promise<OutboxMessage | undefined> {
  return readOutboxMessage(outbox, c.req.param('id') ?? '');
}

async function messageFrame(c: Context, room: Room): Promise<Response> {
  const found = await messageOf(c, room);
  if (found?.html === undefined) return c.text('There is nothing to show.', 404);
  const known = new Set(found.attachments.map(({ cid }) => cid));
  return frame(c, found.html, (cid) =>
    known.has(cid) ? `/outbox/${found.id}/pictures/${encodeURIComponent(cid)}` : undefined,
  );
}

async function messagePicture(c: Context, room: Room): Promise<Response> {
  const found = await messageOf(c, room);
  const part = found?.attachments.find(({ cid }) => cid !== undefined && cid === c.req.param('cid'));
  return part ? picture(c, part.type, part.content) : c.text('There is no such picture.', 404);
}

async function messageFile(c: Context, room: Room): Promise<Response> {
  const found = await messageOf(c, room);
  if (!found) return c.text('There is no such message.', 404);
  c.header('Content-Disposition', `attachment; filename="${found.id}.eml"`);
  return c.body(new Uint8Array(found.raw), 200, { 'Content-Type': 'message/rfc822' });
}

function live(c: Context, room: Room): Response {
  const name = c.req.query('issue') ?? '';
  return streamSSE(c, (stream) => room.live.keep(stream, namesOf(room).get(name)));
}

async function asset(c: Context): Promise<Response> {
  const found = await assetOf(c.req.param('file') ?? '');
  return found
    ? c.body(found.content, 200, { 'Content-Type': found.type })
    : c.text('There is no such file.', 404);
}
