import type { ExecutionView, WebhookView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'

/** Something that waits for a person, and where to go for it. */
export interface Need {
  readonly what: string
  readonly why: string
  readonly href: string
  readonly tone: 'bad' | 'warn'
}

/**
 * What of the newest run of each data set waits for somebody: runs that failed, conversations that are withheld, rows
 * that could not be read.
 *
 * @param runs newest first
 */
export function needsOf(runs: readonly ExecutionView[], nameOf: (id: string) => string | undefined): Need[] {
  const seen = new Set<string>()
  return runs.flatMap(({ id, status, dataset_ids: sets, datasets, error }) => {
    const fresh = sets.filter((set) => !seen.has(set) && nameOf(set) !== undefined)
    for (const set of sets) seen.add(set)
    const failed: Need[] =
      status === 'failed' && fresh.length > 0
        ? [
            {
              what: `The run of ${fresh.map(nameOf).join(', ')} failed`,
              why: error?.message ?? 'Look at its stages.',
              href: `/runs/${id}`,
              tone: 'bad',
            },
          ]
        : []
    const waiting = fresh.flatMap((set): Need[] => {
      const stages = datasets.find(({ dataset_id: one }) => one === set)?.stages ?? []
      const sum = (kind: 'withheld' | 'quarantined') => stages.reduce((all, { records }) => all + records[kind], 0)
      const [withheld, quarantined] = [sum('withheld'), sum('quarantined')]
      if (withheld + quarantined === 0) return []
      const parts = [
        ...(withheld > 0 ? [`${plural(withheld, 'conversation is', 'conversations are')} withheld`] : []),
        ...(quarantined > 0 ? [`${plural(quarantined, 'record')} could not be read`] : []),
      ]
      return [{ what: nameOf(set) ?? '', why: `${parts.join(', ')}.`, href: `/datasets/${set}/left-out`, tone: 'warn' }]
    })
    return [...failed, ...waiting]
  })
}

/** Webhooks that were switched off by what became of their messages, for whoever looks after them. */
export const webhookNeedsOf = (webhooks: readonly WebhookView[]): Need[] =>
  webhooks
    .filter(({ enabled, disabled_reason: reason }) => !enabled && reason !== 'by_hand')
    .map(({ url }) => ({
      what: `Nothing is sent to ${new URL(url).host} any more`,
      why: 'Its messages did not arrive, so the webhook was switched off.',
      href: '/system/webhooks',
      tone: 'warn',
    }))
