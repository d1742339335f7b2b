import { useQuery } from '@tanstack/react-query'
import type { AgreementView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card } from '../../ui/parts.tsx'
import { Table } from '../../ui/table.tsx'

type Figure = AgreementView['alpha']

/** How well reviewers agree beyond chance. */
export function Agreement({ id, me }: { id: string; me: string }) {
  const agreement = useQuery({
    queryKey: ['agreement', id],
    queryFn: ({ signal }) => client.getAgreement({ params: { id }, signal }),
  })
  if (agreement.isError) return <ErrorNote error={agreement.error} onRetry={() => void agreement.refetch()} />
  if (!agreement.data) return null
  const { judged, alpha, pairs } = agreement.data
  const nameOf = (reviewer: string) => (reviewer === me ? 'you' : `reviewer ${reviewer.slice(-6)}`)
  return (
    <Card title="How well reviewers agree">
      {judged === 0 ? (
        <p className="muted">It is told once two people have judged the same conversation.</p>
      ) : (
        <>
          <p>
            <span className="big-figure">{show(alpha.value)}</span>{' '}
            <span className="muted">
              Krippendorff’s alpha over {plural(judged, 'conversation')}
              {rangeOf(alpha)}: {meaningOf(alpha.value)}
            </span>
          </p>
          <p className="small muted">
            1 is full agreement, 0 what chance alone would give. Intervals hold 95 % and are wide while few are judged.
          </p>
          {pairs.length > 0 && (
            <Table
              label="Agreement of every two reviewers"
              rows={pairs}
              keyOf={({ reviewers }) => reviewers.join()}
              columns={[
                { name: 'Reviewers', render: ({ reviewers }) => reviewers.map(nameOf).join(' and '), isHeading: true },
                {
                  name: 'Both judged',
                  render: ({ both }) => formatCount(both),
                  sortBy: ({ both }) => both,
                  isFigure: true,
                },
                {
                  name: 'Cohen’s kappa',
                  render: ({ kappa }) => `${show(kappa.value)}${rangeOf(kappa)}`,
                  sortBy: ({ kappa }) => kappa.value,
                  isFigure: true,
                },
              ]}
            />
          )}
        </>
      )}
    </Card>
  )
}

const show = (value: number | null): string => (value === null ? '–' : value.toFixed(2))

const rangeOf = ({ low, high }: Figure): string =>
  low === null || high === null ? '' : ` (${low.toFixed(2)} to ${high.toFixed(2)})`

/** As Krippendorff reads it. */
function meaningOf(alpha: number | null): string {
  if (alpha === null) return 'too few to say'
  if (alpha >= 0.8) return 'verdicts can be relied upon'
  return alpha >= 0.667 ? 'good for tentative conclusions' : 'reviewers do not mean the same by a verdict'
}
