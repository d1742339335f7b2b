import { TAKING_HEADERS, TakingView } from '@techdeck/contracts'

/** Under what terms a copy was given, by the answer that it came in; `null` of an API that says none. */
export function takingOf({ headers }: Pick<Response, 'headers'>): TakingView | null {
  const { data } = TakingView.safeParse({
    watermark: headers.get(TAKING_HEADERS.watermark),
    purpose: decodeURIComponent(headers.get(TAKING_HEADERS.purpose) ?? ''),
    expires_at: headers.get(TAKING_HEADERS.expires_at),
  })
  return data ?? null
}
