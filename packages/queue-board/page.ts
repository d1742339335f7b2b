import type { FastifyReply } from 'fastify'

/** For the board's page and its parts: everything from here, nothing evaluated, framed or sent elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The same headers in whichever process the board is; they replace what an API says of its answers. */
export function protect(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  })
}

/** bull-board's page without what its policy would refuse: fonts from elsewhere, and styles in the text while it loads. */
export const tidied = (html: string): string =>
  html
    .replace(/<link[^>]+href="https?:[^>]*>/g, '')
    .replace(/<style>[^<]*<\/style>/g, '')
    .replace(/ style="[^"]*"/g, '')

const SAYS: Readonly<Record<401 | 403 | 503, [title: string, text: string]>> = {
  401: ['Please sign in', 'The queues are for administrators. Sign in, then open them from there.'],
  403: ['Not for you', 'The queues are for administrators, and your role does not allow this.'],
  503: ['Not available', 'The queues cannot be shown right now. Please try again in a moment.'],
}

/** What somebody sees who may not see the board. Needs no script, style or image. */
export function refusal(status: 401 | 403 | 503): string {
  const [title, text] = SAYS[status]
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} – TechDeck</title></head>
<body><main><h1>${title}</h1><p>${text}</p><p><a href="/">Go to TechDeck</a></p></main></body>
</html>
`
}
