/** Where the conversations of a run are listed that have these values; see the page's slices. */
export const sliceHref = (runId: string, values: Readonly<Record<string, string>>): string =>
  `/runs/${runId}/conversations?${new URLSearchParams(values).toString()}`
