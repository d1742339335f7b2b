import type { EventView } from '@techdeck/contracts'
import { formatCount, formatDuration } from '@techdeck/client/figures'
import { title, words } from '../../format.ts'
import { objectOf } from '../../json.ts'
import type { Tone } from '../../ui/badge.tsx'

/** What happened, in a line, and whether somebody should mind. */
export function sayEvent({ event, stage, data }: EventView): { text: string; tone: Tone } {
  const [subject, verb] = event.split('.')
  const its = title(stage ?? 'a stage')
  const code = typeof data['error_code'] === 'string' ? ` (${data['error_code']})` : ''
  const shard = typeof data['shard'] === 'number' ? `shard ${data['shard']}` : null
  if (event === 'checkpoint.save')
    return { text: `${its}: ${countOf(data['shards_done'])} of ${countOf(data['shards'])} shards saved`, tone: 'quiet' }
  if (event === 'stage.retrying')
    return {
      text: `${its}: ${shard ?? 'a shard'} is tried again, attempt ${countOf(data['retry_count'])}${code}`,
      tone: 'warn',
    }
  const share = data['processed_percentage']
  if (event === 'stage.error' && typeof share === 'number')
    return { text: `${its} goes on with ${share} % of what it was given; the rest was set aside${code}`, tone: 'warn' }
  if (event === 'stage.error')
    return shard === null
      ? { text: `${its} failed: ${typeof data['message'] === 'string' ? data['message'] : ''}${code}`, tone: 'bad' }
      : { text: `${its}: ${shard} was set aside${code}`, tone: 'warn' }
  if (subject === 'pipeline') return { text: `The run ${SAID[verb] ?? words(verb)}`, tone: TONES[verb] ?? 'quiet' }
  if (verb === 'started') return { text: `${title(subject)} began`, tone: 'busy' }
  if (verb === 'completed') return ended(subject, data)
  return { text: title(event), tone: 'quiet' }
}

const SAID: Readonly<Record<string, string>> = {
  started: 'began',
  partial: 'ended in part',
  cancelled: 'was cancelled',
}

const TONES: Readonly<Record<string, Tone>> = {
  started: 'busy',
  completed: 'good',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'warn',
}

function ended(stage: string, data: EventView['data']): { text: string; tone: Tone } {
  const { status = 'completed' } = data
  const { records, duration_ms: ms } = objectOf(data['result'])
  const counts = Object.entries(objectOf(records)).flatMap(([name, count]) =>
    typeof count === 'number' && count > 0 && name !== 'conversations' ? [`${formatCount(count)} ${name}`] : [],
  )
  const told = [...counts, ...(typeof ms === 'number' ? [`in ${formatDuration(ms)}`] : [])].join(', ')
  const how = typeof status !== 'string' || status === 'completed' ? '' : ` ${status}`
  return {
    text: `${title(stage)} ended${how}${told === '' ? '' : `: ${told}`}`,
    tone: status === 'completed' || status === 'reused' ? 'good' : 'warn',
  }
}

const countOf = (value: unknown): string => (typeof value === 'number' ? formatCount(value) : '?')
