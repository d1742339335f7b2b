import { routes } from '@techdeck/contracts'
import { signingKeyOf } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `GET /signing-key`: by what key exports of this installation are signed, so that whoever has one can check it. */
export const signingKey: Route<Pick<ApiDeps, 'keyRing'>> = async (app, { keyRing }) => {
  const { keyId, publicKey } = signingKeyOf(keyRing.pseudonymKey)
  app.route({
    ...serve(routes.signingKey),
    handler: async () => ok({ algorithm: 'ed25519' as const, key_id: keyId, public_key: publicKey }),
  })
}
