/** How often work that failed is tried again, and how long it waits before: 2, 4 and 8 s, up to half of it less by chance. */
export const RETRIES = { count: 3, firstMs: 2000, jitter: 0.5 } as const
