import type { Conversation, PreviewView } from '@techdeck/contracts'
import { formatScore, plural } from '@techdeck/client/figures'
import { lossTable } from './execution.ts'
import { printable } from './format.ts'

/** A preview as lines for people: each conversation's first turns, then what was left out and why. */
export function describePreview({ conversations, datasets }: PreviewView, turns: number): string[] {
  const several = datasets.length > 1
  return [
    ...conversations.flatMap((conversation) => [...describeConversation(conversation, turns), '']),
    ...datasets.flatMap(({ dataset_id, shown, read, losses, problem }) => [
      `${several ? `${dataset_id}: ` : ''}${shown} of the first ${plural(read, 'conversation')} come out.`,
      ...(problem ? [`  ${printable(problem.message)} (${problem.code})`] : []),
      ...lossTable(losses),
    ]),
  ]
}

function describeConversation({ id, turns, findings = [], scores }: Conversation, shown: number): string[] {
  const kinds = Object.entries(Object.groupBy(findings, ({ category }) => category))
  const found = kinds.map(([category, of]) => `${category} ${of?.length}`).join(', ')
  const quality = scores?.['overall'] === undefined ? '' : `, quality ${formatScore(scores['overall'])}`
  return [
    `${id.slice(0, 12)}  ${plural(turns.length, 'turn')}${quality}${found === '' ? '' : `; ${found}`}`,
    ...turns.slice(0, shown).map(({ role, text }) => `  ${role.padEnd(10)}${printable(text)}`),
    ...(turns.length > shown ? [`  … ${plural(turns.length - shown, 'turn')} more`] : []),
  ]
}
