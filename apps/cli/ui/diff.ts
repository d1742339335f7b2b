import type { ChangedConversation, Json, RunDiff, SettingDifference } from '@techdeck/contracts'
import { formatCount, formatScore, plural } from '@techdeck/client/figures'
import { printable } from './format.ts'
import { table } from './table.ts'

/** What two runs make of the same conversations, as lines for people. */
export function describeDiff(
  differences: readonly SettingDifference[],
  { out, same, counts, score, causes }: RunDiff,
  conversations: readonly ChangedConversation[],
): string[] {
  const scored = counts.score
  return [
    `${plural(out.a, 'conversation')} out of the first run, ${formatCount(out.b)} out of the second; ${formatCount(same)} without any change`,
    '',
    ...(differences.length === 0
      ? ['The two runs have the same settings and versions.']
      : ['What is not the same', ...settings(differences)]),
    '',
    ...(causes.length === 0
      ? ['No conversation differs.']
      : [
          'What came of it',
          ...table(
            ['change', 'at', 'because', 'conversations', 'by'],
            causes.map(({ change, stage, reason, count, because }) => [
              change,
              stage,
              reason,
              count,
              because.join(', '),
            ]),
          ),
          ...(scored === 0
            ? []
            : [
                `  ${plural(score.rose, 'score')} rose, ${formatCount(scored - score.rose)} fell; mean change ${(score.sum / scored).toFixed(3)}`,
              ]),
          '',
          ...table(
            ['conversation', 'changes', 'was', 'is', 'score was', 'is'],
            conversations.map(({ conversation_id, changes, a, b }) => [
              conversation_id.slice(0, 12),
              changes.join(', '),
              sideOf(a),
              sideOf(b),
              a?.score === undefined ? null : formatScore(a.score),
              b?.score === undefined ? null : formatScore(b.score),
            ]),
          ),
        ]),
  ]
}

const settings = (differences: readonly SettingDifference[]): string[] =>
  table(
    ['setting', 'first', 'second'],
    differences.map(({ stage, name, a, b }) => [`${stage}.${name}`, shown(a), shown(b)]),
  )

const shown = (value: Json): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return printable(text.length > 40 ? `${text.slice(0, 39)}…` : text)
}

const sideOf = (side: ChangedConversation['a']): string =>
  side === null ? '–' : side.reason === undefined ? side.outcome : `${side.outcome}: ${side.reason}`
