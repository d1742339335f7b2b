const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * A cookie that scripts cannot read and that other sites cannot make a browser send. Without TLS it is set on this
 * machine's own addresses alone; elsewhere a browser refuses it as it is.
 */
export function cookieForm(
  { protocol, hostname }: { protocol: string; hostname: string },
  { name, path }: { name: string; path: string },
): { name: string; attributes: string } {
  const attributes = `Path=${path}; HttpOnly; SameSite=Strict`
  if (protocol === 'http' && LOOPBACK.has(hostname)) return { name, attributes }
  return { name: `__Secure-${name}`, attributes: `${attributes}; Secure` }
}

/** The value of a cookie by its name, of a request's `cookie` header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const cookies = header?.split(/; */) ?? []
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1)
}
