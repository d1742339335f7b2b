import type { QuotasView } from '@techdeck/contracts'
import { formatBytes, formatCount } from '@techdeck/client/figures'
import { Badge } from '../../ui/badge.tsx'
import { Progress, Table } from '../../ui/parts.tsx'

export type QuotaKey = Exclude<keyof QuotasView, 'user_id'>

/** The limits in words, in the order in which they are shown. */
export const QUOTA_WORDS: readonly (readonly [key: QuotaKey, words: string])[] = [
  ['bytes', 'Bytes stored'],
  ['runs_at_once', 'Runs at once'],
  ['runs_a_day', 'Runs in 24 hours'],
  ['rows_a_day', 'Rows in 24 hours'],
]

/** What is used of what one may have. */
export const QuotaTable = ({ quotas }: { quotas: QuotasView }) => (
  <Table label="Limits and what is used of them" head={['What', 'Used', 'Limit', 'How much of it']}>
    {QUOTA_WORDS.map(([key, words]) => {
      const { used, limit, own } = quotas[key]
      const format = key === 'bytes' ? formatBytes : formatCount
      return (
        <tr key={key}>
          <th scope="row">{words}</th>
          <td className="figure">{format(used)}</td>
          <td className="figure">
            {limit === null ? 'No limit' : format(limit)} {own && <Badge tone="quiet">Their own</Badge>}
          </td>
          <td>
            {limit === null ? (
              '–'
            ) : (
              <Progress
                value={limit === 0 ? 100 : Math.min(100, Math.round((used / limit) * 100))}
                label={`${words}: used`}
              />
            )}
          </td>
        </tr>
      )
    })}
  </Table>
)
