import { TAKING_HEADERS, type Dataset, type TakingView } from '@techdeck/contracts'
import { ConflictError, newId } from '@techdeck/core'
import type { ApiDeps } from '../../deps.ts'

/** What a caller said of the copy that they take, and its mark where it was made before. */
export interface Asked {
  purpose?: string | undefined
  watermark?: string | undefined
}

/** What nobody stated. */
const UNSTATED = 'not stated'

/**
 * Under what terms somebody gets a copy of a file that was made of a data set: for the purpose that the data set is kept
 * for, else for the one that they name; until its retention is over, or the time of copies, whichever comes first; under
 * a mark of its own.
 *
 * @throws {@link ConflictError} for another purpose, and where the retention is over
 */
export function takingOf(
  { clock, settings }: Pick<ApiDeps, 'clock' | 'settings'>,
  dataset: Pick<Dataset, 'purpose' | 'retainUntil'> | null,
  { purpose, watermark = newId() }: Asked,
): TakingView {
  const kept = dataset?.purpose
  if (kept !== undefined && purpose !== undefined && plain(kept) !== plain(purpose))
    throw new ConflictError('The data set is kept for another purpose.', {
      details: { purpose: kept },
      userMessage: `These data are kept for “${kept}”, and given for nothing else. Their owner may say otherwise.`,
    })
  const now = clock.now().getTime()
  const retained = dataset?.retainUntil?.getTime() ?? Infinity
  if (retained <= now)
    throw new ConflictError('The retention of the data set is over.', {
      userMessage: 'The time for which these data may be kept is over, so nobody gets copies of them any more.',
    })
  const expiresAt = new Date(Math.min(retained, now + settings.copiesMs))
  return { watermark, purpose: kept ?? purpose ?? UNSTATED, expires_at: expiresAt.toISOString() }
}

/** The terms as an answer's headers. */
export const headersOf = ({ watermark, purpose, expires_at }: TakingView) => ({
  [TAKING_HEADERS.watermark]: watermark,
  [TAKING_HEADERS.purpose]: encodeURIComponent(purpose),
  [TAKING_HEADERS.expires_at]: expires_at,
})

const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/gu, ' ')
