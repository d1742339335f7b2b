import { TAKING_HEADERS, type TakingView } from '@techdeck/contracts'

/** Under what terms a copy was given, by the answer that it came in; `null` of an API that says none. */
export function takingOf({ headers }: Pick<Response, 'headers'>): TakingView | null {
  const [watermark, expiresAt] = [headers.get(TAKING_HEADERS.watermark), headers.get(TAKING_HEADERS.expires_at)]
  if (!watermark || !expiresAt) return null
  return { watermark, purpose: decodeURIComponent(headers.get(TAKING_HEADERS.purpose) ?? ''), expires_at: expiresAt }
}
