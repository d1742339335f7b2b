import { randomBytes } from 'node:crypto'
import type { Webhook, WebhookSecret } from '@techdeck/contracts'
import { openFromVault, sealInVault } from '@techdeck/core'
import { Webhook as Signer } from 'standardwebhooks'
import type { ApiDeps } from '../deps.ts'

type Key = Pick<ApiDeps['keyRing'], 'pseudonymKey'>

const BYTES = 32
const contextOf = (id: string): string => `webhook secret of ${id}`

/** A secret as Standard Webhooks writes it, and as it is kept. */
export function newSecret({ pseudonymKey }: Key, webhookId: string): { secret: string; kept: WebhookSecret } {
  const secret = `whsec_${randomBytes(BYTES).toString('base64')}`
  return { secret, kept: { sealed: sealInVault(pseudonymKey, contextOf(webhookId), secret), until: null } }
}

/** The headers of a message (Standard Webhooks, v1): signed by each secret that is good now. */
export function signedHeaders(
  { pseudonymKey }: Key,
  { id, secrets }: Pick<Webhook, 'id' | 'secrets'>,
  message: { id: string; body: string },
  now: Date,
): Record<string, string> {
  const signatures = secrets
    .filter(({ until }) => until === null || now < until)
    .map(({ sealed }) => new Signer(openFromVault(pseudonymKey, contextOf(id), sealed)))
    .map((signer) => signer.sign(message.id, now, message.body))
  return {
    'content-type': 'application/json',
    'user-agent': 'TechDeck-Webhooks/1',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  }
}
