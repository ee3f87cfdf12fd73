import { findIssue } from '../../newsletter/issues.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { startPreview } from '../../web/preview/preview.ts';
import { type Desk, note, outboxFolder, print, printJson } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { printBug } from '../failures.ts';
import { stopAsked } from '../stop-asked.ts';

/** Shows an issue, the newest by default, in the browser until Ctrl-C. */
export async function run(
  desk: Desk,
  [wanted]: readonly string[],
  { port }: { port: number },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const issue = wanted === undefined ? undefined : findIssue(newsletter, wanted, desk.cwd);
  const preview = await startPreview({
    folder: newsletter.folder,
    outbox: outboxFolder(newsletter),
    issue,
    port,
    onBug: (error) => printBug(desk.io, error),
  });
  announce(desk, preview.url);
  await stopAsked(desk);
  await preview.close();
  return exitCodes.done;
}

function announce(desk: Desk, url: string): void {
  const outbox = `${url}/outbox`;
  if (desk.flags.json) {
    printJson(desk, { url, outbox });
    return;
  }
  print(desk, url);
  note(desk, '  your issues as readers will see them; the page changes when you save');
  note(desk, `  ${outbox} shows the mail that test and send keep on this machine`);
  note(desk, '  Ctrl-C stops it');
}
