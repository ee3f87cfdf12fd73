// Keeps an open page up to date. The server sends whole pages; what differs is changed in its place, and a
// mail's frame gives way to a new one only when that has been loaded, at the same height of its text.

const { issue } = document.documentElement.dataset;
const lost = document.getElementById('lost');

let stream;

function connect() {
  stream = new EventSource(`/live?${new URLSearchParams({ issue })}`);
  stream.addEventListener('changed', refresh);
  // Also after a break, and once at the beginning: something may have been saved meanwhile.
  stream.addEventListener('open', () => {
    lost.hidden = true;
    refresh();
  });
  stream.addEventListener('error', () => {
    lost.hidden = false;
  });
}

// A browser keeps six connections to a server: tabs that nobody sees leave theirs to the others.
document.addEventListener('visibilitychange', () => {
  stream?.close();
  if (!document.hidden) connect();
});
if (!document.hidden) connect();
// A page that is left while it is loading would be told of an error.
addEventListener('pagehide', () => stream?.close());
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

document.addEventListener('change', ({ target }) => {
  target.closest('form[data-submit]')?.requestSubmit();
});

// A list of hundreds of issues opens where the shown one is.
document.querySelector('#issue-list [aria-current]')?.scrollIntoView({ block: 'nearest' });

let busy = false;
let again = false;

/** One at a time; what changes meanwhile is fetched after it. */
async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    // The stream tells when the server is there again.
  }
  busy = false;
  if (again) {
    again = false;
    refresh();
  }
}

function show(page) {
  document.title = page.title;
  for (const next of page.querySelectorAll('[data-live]')) replacePart(next);
  replaceFrames(page);
}

function replacePart(next) {
  const now = document.getElementById(next.id);
  if (!now) return;
  for (const details of now.querySelectorAll('details[id]')) {
    const same = next.querySelector(`#${details.id}`);
    if (same) same.open = details.open;
  }
  if (now.outerHTML === next.outerHTML) return;
  const focused = now.contains(document.activeElement) ? pathTo(now, document.activeElement) : undefined;
  now.replaceWith(document.adoptNode(next));
  if (focused) follow(document.getElementById(next.id), focused)?.focus({ preventScroll: true });
}

/** Where an element stands below another, as the numbers of children. */
function pathTo(above, element) {
  const path = [];
  for (let at = element; at !== above; at = at.parentElement)
    path.unshift([...at.parentElement.children].indexOf(at));
  return path;
}

function follow(above, path) {
  return path.reduce((element, index) => element?.children[index], above);
}

function replaceFrames(page) {
  const now = document.querySelector('[data-stage]');
  const next = page.querySelector('[data-stage]');
  if (!now || !next) return;
  if (now.querySelectorAll('figure').length !== next.querySelectorAll('figure').length) {
    now.replaceWith(document.adoptNode(next));
    return;
  }
  for (const frame of next.querySelectorAll('iframe')) replaceFrame(frame);
}

function replaceFrame({ id, src }) {
  const now = document.getElementById(id);
  const screen = now.parentElement;
  const newest = screen.lastElementChild;
  if (newest.getAttribute('src') === new URL(src).pathname + new URL(src).search) return;
  if (newest !== now) newest.remove();
  const next = now.cloneNode();
  next.removeAttribute('id');
  next.className = 'waiting';
  next.setAttribute('src', new URL(src).pathname + new URL(src).search);
  next.addEventListener('load', () => takeOver(now, next), { once: true });
  screen.append(next);
}

function takeOver(now, next) {
  const { scrollX, scrollY } = now.contentWindow;
  next.contentWindow.scrollTo({ left: scrollX, top: scrollY, behavior: 'instant' });
  const { id } = now;
  const hadFocus = document.activeElement === now;
  now.remove();
  next.id = id;
  next.className = '';
  if (hadFocus) next.focus({ preventScroll: true });
}

/** Brings the paragraph that the address names into view in each frame, and lights it for a moment. */
function showBlock(frame) {
  const [block, part] = (document.querySelector('[data-stage]')?.dataset.block ?? '').split('.');
  const whole = block && frame.contentDocument?.querySelector(`.block-${block}`);
  if (!whole) return;
  const named = whole.querySelector(':scope > div')?.children[part - 1] ?? whole;
  named.scrollIntoView({ block: 'center', behavior: 'instant' });
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const lit = { outline: '3px solid #e0a100', outlineOffset: '4px' };
  named.animate([lit, lit, { ...lit, outlineColor: 'transparent' }], { duration: calm ? 4000 : 2500 });
}

for (const frame of document.querySelectorAll('[data-stage] iframe')) {
  frame.addEventListener('load', () => showBlock(frame), { once: true });
  if (frame.contentDocument?.readyState === 'complete') showBlock(frame);
}
