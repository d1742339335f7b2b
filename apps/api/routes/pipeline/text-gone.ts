import type { Execution } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'

/** @throws NotFoundError where the text that its first stages made is gone, by retention */
export function refuseTextGone({ id, textGoneAt }: Pick<Execution, 'id' | 'textGoneAt'>): void {
  if (!textGoneAt) return
  throw new NotFoundError('The text that the run read is gone, by retention.', {
    details: { execution_id: id, reason: 'text_gone', text_gone_at: textGoneAt.toISOString() },
    userMessage:
      'The text that this run read is gone: it stays for some days after a run has ended. Run the data set again to look at it.',
  })
}
