import type { SSEStreamingApi } from 'hono/streaming';

/** One open page. */
interface Listener {
  /** Absolute path of the issue it shows, if it shows one. */
  readonly issue: string | undefined;
  readonly stream: SSEStreamingApi;
}

/** The open pages, told when what they show has changed. */
export class Live {
  readonly #listeners = new Set<Listener>();

  /** The issues that are on an open page. */
  get issues(): ReadonlySet<string> {
    return new Set([...this.#listeners].flatMap(({ issue }) => issue ?? []));
  }

  /** Keeps a page's stream until the page is closed. */
  async keep(stream: SSEStreamingApi, issue: string | undefined): Promise<void> {
    const listener = { issue, stream };
    this.#listeners.add(listener);
    const beat = setInterval(() => void stream.write(': still here\n\n'), 25_000);
    try {
      await stream.writeSSE({ event: 'open', data: '' });
      await new Promise<void>((done) => stream.onAbort(done));
    } finally {
      clearInterval(beat);
      this.#listeners.delete(listener);
    }
  }

  /**
   * Tells every page that shows one of these issues, or every page there is. `at` is when the files changed,
   * in milliseconds of `performance.now()`.
   */
  async changed(issues: readonly string[] | 'all', at: number): Promise<void> {
    const concerned = [...this.#listeners].filter(
      ({ issue }) => issues === 'all' || (issue !== undefined && issues.includes(issue)),
    );
    const took = (performance.now() - at).toFixed(1);
    await Promise.all(
      concerned.map(({ stream }) => stream.writeSSE({ event: 'changed', data: `{"took":${took}}` })),
    );
  }
}
