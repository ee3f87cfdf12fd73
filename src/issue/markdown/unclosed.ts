import type { ContainerDirective } from 'mdast-util-directive';
import type { Surroundings } from './blocks.ts';
import type { Page } from './page.ts';

/** A container runs to the end of what encloses it when its closing colons are missing. */
export function reportUnclosed(page: Page, node: ContainerDirective, around: Surroundings): void {
  const { raw, opening, closing } = fencesOf(page, node);
  if (raw === '' || closing >= opening) return;
  const { outer } = around;
  if (outer && tookTheClose(page, outer, node)) {
    reportShared(page, outer, node);
    return;
  }
  const colons = ':'.repeat(opening);
  page.report(
    'error',
    'directive/unclosed',
    `This ${node.name} is never closed, and swallows all that follows`,
    page.firstLineOf(node),
    around.inside === 'issue'
      ? `Put ${colons} on a line of its own where it ends.`
      : `Put ${colons} where it ends; the block around it needs more colons before and behind: ${colons}:.`,
  );
}

/**
 * Whether the colons that end `outer` were meant for `inner`: as many as opened it. The first fence that is long
 * enough ends the outermost container, whatever was opened in it.
 */
function tookTheClose(page: Page, outer: ContainerDirective, inner: ContainerDirective): boolean {
  const { closing, opening } = fencesOf(page, outer);
  return outer.children.at(-1) === inner && closing >= opening && closing === fencesOf(page, inner).opening;
}

function reportShared(page: Page, outer: ContainerDirective, inner: ContainerDirective): void {
  const { opening } = fencesOf(page, inner);
  const colons = ':'.repeat(opening);
  page.report(
    'error',
    'directive/unclosed',
    `This ${outer.name} has no end of its own: it stops at the ${colons} of the ${inner.name} inside it`,
    page.firstLineOf(outer),
    `To stand around the ${inner.name} it needs more colons, before and behind: ${colons}:. Otherwise end it before the ${inner.name}.`,
  );
}

function fencesOf(page: Page, node: ContainerDirective) {
  const raw = page.raw(node);
  return {
    raw,
    opening: /^:+/.exec(raw)?.[0].length ?? 3,
    closing: /(?:^|\n)[ \t>]*(:{3,})[ \t]*$/.exec(raw.trimEnd())?.[1]?.length ?? 0,
  };
}
