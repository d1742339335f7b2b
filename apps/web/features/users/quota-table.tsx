import type { QuotasView } from '@techdeck/contracts'
import { formatBytes, formatCount } from '@techdeck/client/figures'
import { Badge } from '../../ui/badge.tsx'
import { Progress } from '../../ui/parts.tsx'
import { Table } from '../../ui/table.tsx'

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
  <Table
    label="Limits and what is used of them"
    rows={QUOTA_WORDS.map(([key, words]) => ({ key, words, ...quotas[key] }))}
    keyOf={({ key }) => key}
    columns={[
      { name: 'What', render: ({ words }) => words, isHeading: true },
      { name: 'Used', render: ({ key, used }) => say(key, used), isFigure: true },
      {
        name: 'Limit',
        render: ({ key, limit, own }) => (
          <>
            {limit === null ? 'No limit' : say(key, limit)} {own && <Badge tone="quiet">Their own</Badge>}
          </>
        ),
        isFigure: true,
      },
      {
        name: 'How much of it',
        render: ({ words, used, limit }) =>
          limit === null ? (
            '–'
          ) : (
            <Progress
              value={limit === 0 ? 100 : Math.min(100, Math.round((used / limit) * 100))}
              label={`${words}: used`}
            />
          ),
      },
    ]}
  />
)

const say = (key: QuotaKey, amount: number): string => (key === 'bytes' ? formatBytes : formatCount)(amount)
