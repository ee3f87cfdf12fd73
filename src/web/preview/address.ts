/** Ways to look at an issue; they stand in the page's address, so that a view can be reloaded and passed on. */
export interface Look {
  readonly view: View;
  readonly width: Width;
  /** The key of a sample reader; nothing for the first. */
  readonly reader: string | undefined;
  /** The block that is shown first, by its place in the issue, and the paragraph of it: `3-1.2`. */
  readonly block?: string | undefined;
}

export const views = ['mail', 'text', 'findings'] as const;
export type View = (typeof views)[number];

export const widths = ['both', 'desktop', 'phone'] as const;
export type Width = (typeof widths)[number];

export function lookOf(query: Readonly<Record<string, string>>): Look {
  return {
    view: views.find((view) => view === query['view']) ?? 'mail',
    width: widths.find((width) => width === query['width']) ?? 'both',
    reader: query['reader'],
    block: /^\d+(?:-\d+)*(?:\.\d+)?$/.exec(query['block'] ?? '')?.[0],
  };
}

export function issueAddress(name: string, { view, width, reader, block }: Look): string {
  return `/issues/${encodeURIComponent(name)}${queryOf({
    view: view === 'mail' ? undefined : view,
    width: width === 'both' ? undefined : width,
    reader,
    block,
  })}`;
}

/** `mark` changes with the content, so that a frame knows whether it is of now. */
export function issueFrameAddress(name: string, reader: string, mark: string): string {
  return `/issues/${encodeURIComponent(name)}/html${queryOf({ reader, mark })}`;
}

export function issuePictureAddress(name: string, cid: string): string {
  return `/issues/${encodeURIComponent(name)}/pictures/${encodeURIComponent(cid)}`;
}

export const messageViews = ['html', 'text', 'headers', 'source'] as const;
export type MessageView = (typeof messageViews)[number];

export function messageAddress(id: string, view?: MessageView): string {
  return `/outbox/${id}${queryOf({ view })}`;
}

function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined) query.set(key, value);
  return query.size === 0 ? '' : `?${query}`;
}
