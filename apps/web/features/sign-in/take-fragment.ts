/** The token behind `#`, for a first state: React may begin a page twice, so that it is to be taken behind that. */
export const readFragment = (): string => location.hash.slice(1)

/**
 * The token behind `#`, which is then removed from the address bar and the history, so that it is not copied or shown.
 * It was sent to no server with the address.
 */
export function takeFragment(): string {
  const token = readFragment()
  if (token !== '') history.replaceState(history.state, '', location.pathname)
  return token
}
