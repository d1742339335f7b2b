import { formatCount } from '@techdeck/client/figures'

/** How many lie in each of equal parts of 0 to 1, with the threshold as a line. */
export function Histogram({
  counts,
  threshold,
  label,
}: {
  counts: readonly number[]
  threshold: number | null
  label: string
}) {
  if (counts.length === 0) return null
  const most = Math.max(1, ...counts)
  const from = (index: number) => (index / counts.length).toFixed(2)
  const summary = counts
    .flatMap((count, index) => (count === 0 ? [] : [`from ${from(index)}: ${formatCount(count)}`]))
    .join('; ')
  return (
    <figure className="histogram">
      <div className="histogram-plot" role="img" aria-label={`${label}. ${summary}.`}>
        {counts.map((count, index) => (
          <span
            // oxlint-disable-next-line react/no-array-index-key -- parts never move
            key={index}
            className={
              threshold !== null && (index + 1) / counts.length <= threshold ? 'histogram-bar below' : 'histogram-bar'
            }
            style={{ blockSize: `${count === 0 ? 0 : Math.max(2, (count / most) * 100)}%` }}
            title={`${from(index)} to ${from(index + 1)}: ${formatCount(count)}`}
          />
        ))}
        {threshold !== null && (
          <span className="histogram-threshold" style={{ insetInlineStart: `${threshold * 100}%` }}>
            <span>threshold {threshold.toFixed(2)}</span>
          </span>
        )}
      </div>
      <figcaption className="small muted">
        <span>0</span>
        <span>{label}</span>
        <span>1</span>
      </figcaption>
    </figure>
  )
}
