import { formatScore } from '@techdeck/client/figures'
import { title } from '../format.ts'

/** Scores in [0, 1] by name, each as a bar with its figure. */
export const Meters = ({ scores }: { scores: readonly (readonly [name: string, score: number])[] }) => (
  <ul className="meters">
    {scores.map(([name, score]) => (
      <li key={name}>
        <span>{title(name)}</span>
        <span className="bar-track" aria-hidden="true">
          <span className="bar-fill" style={{ inlineSize: `${score * 100}%` }} />
        </span>
        <span className="figure">{formatScore(score)}</span>
      </li>
    ))}
  </ul>
)
