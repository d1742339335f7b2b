/**
 * The token behind `#`, which is then removed from the address bar and the history, so that it is not copied or shown.
 * It was sent to no server with the address.
 */
export function takeFragment(): string {
  const token = location.hash.slice(1)
  if (token !== '') history.replaceState(history.state, '', location.pathname)
  return token
}
