import { writeFile } from 'node:fs/promises'
import type { AstroIntegration } from 'astro'

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  // Calls, events and sockets of the page's own origin.
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
}

/** What whoever serves the page says with every file of it. No foreign host, nothing inline, no frame. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': Object.entries(POLICY)
    .map((directive) => directive.join(' '))
    .join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Leaves the headers beside the page, for the API (`headers.json`) and for nginx to include (`headers.conf`). */
export const writeHeaders = (): AstroIntegration => ({
  name: 'techdeck-headers',
  hooks: {
    'astro:build:done': async ({ dir }) => {
      const lines = Object.entries(HEADERS).map(([name, value]) => `add_header ${name} "${value}" always;\n`)
      await writeFile(new URL('headers.json', dir), `${JSON.stringify(HEADERS, null, 2)}\n`)
      await writeFile(new URL('headers.conf', dir), lines.join(''))
    },
  },
})
