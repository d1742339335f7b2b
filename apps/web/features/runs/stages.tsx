import {
  isConserved,
  type ExecutionView,
  type Records,
  type StageName,
  type StageView,
  type Tracker,
} from '@techdeck/contracts'
import { formatCount, formatDuration, plural } from '@techdeck/client/figures'
import { title } from '../../format.ts'
import { StatusBadge } from '../../ui/badge.tsx'
import { Progress } from '../../ui/parts.tsx'

const WHAT: Readonly<Record<StageName, string>> = {
  ingestion: 'Reads the rows of the files; what cannot be read goes to quarantine.',
  standardization: 'Brings them to one form and finds exact and near duplicates.',
  validation: 'Checks structure, content, privacy, clinical use and bias.',
  processing: 'Replaces identifiers, then describes the session.',
  quality: 'Scores each conversation and leaves out what is below the threshold.',
  export: 'Writes the files, with manifest and data card.',
}

const TERMS = [
  ['in', 'In', ''],
  ['out', 'Out', '='],
  ['rejected', 'Rejected', '+'],
  ['quarantined', 'Quarantined', '+'],
  ['merged', 'Merged', '+'],
  ['withheld', 'Withheld', '+'],
] as const satisfies readonly (readonly [keyof Records, string, string])[]

/** The stages with what became of the records at each: in = out + rejected + quarantined + merged + withheld. */
export function Stages({ run, tracker }: { run: ExecutionView; tracker: Tracker | null }) {
  return (
    <>
      <ol className="stages">
        {run.stages.map((stage, index) => (
          <Stage key={stage.stage_name} stage={stage} number={index + 1} percent={percentOf(stage, tracker)} />
        ))}
      </ol>
      <p className="small muted">
        Ingestion counts rows of the files, the later stages conversations. At each stage every record that went in came
        out, or is counted with the reason why not.
      </p>
    </>
  )
}

function percentOf({ stage_name: name, status }: StageView, tracker: Tracker | null): number {
  if (status === 'completed' || status === 'reused' || status === 'partial') return 100
  return Math.floor(tracker?.stage_progress[name] ?? 0)
}

const HAS_RESULT = new Set(['completed', 'partial', 'reused'])

function Stage({ stage, number, percent }: { stage: StageView; number: number; percent: number }) {
  const { stage_name: name, status, records, error } = stage
  const hasResult = HAS_RESULT.has(status)
  return (
    <li className={`stage stage-${status}`}>
      <div className="stage-head">
        <span className="stage-number" aria-hidden="true">
          {number}
        </span>
        <h2>{title(name)}</h2>
        <StatusBadge status={status} />
        <p className="small muted">{WHAT[name]}</p>
        <p className="small muted stage-time">{durationOf(stage)}</p>
      </div>
      {error && <p className="small bad">{error.message}</p>}
      {hasResult ? (
        <Counts records={records} />
      ) : (
        status === 'running' && <Progress value={percent} label={`Progress of ${name}`} />
      )}
    </li>
  )
}

function Counts({ records }: { records: Records }) {
  const conserved = isConserved(records)
  return (
    <>
      <dl className="counts">
        {TERMS.map(([key, label, sign]) => (
          <div key={key} className={records[key] === 0 ? 'count count-none' : `count count-${key}`}>
            <dt>{label}</dt>
            <dd>
              {sign && (
                <span className="sign" aria-hidden="true">
                  {sign}
                </span>
              )}
              {formatCount(records[key])}
            </dd>
          </div>
        ))}
        <div className={conserved ? 'count count-sum' : 'count count-wrong'}>
          <dt className="hidden">Adds up</dt>
          <dd>{conserved ? '✓ adds up' : '✗ does not add up'}</dd>
        </div>
      </dl>
      {records.conversations !== undefined && (
        <p className="small muted stage-made">
          {plural(records.out, 'row')} made {plural(records.conversations, 'conversation')}.
        </p>
      )}
    </>
  )
}

function durationOf({ started_at: started, completed_at: completed, status }: StageView): string {
  if (status === 'reused') return 'taken over from an earlier run'
  return started !== null && completed !== null ? formatDuration(Date.parse(completed) - Date.parse(started)) : ''
}
