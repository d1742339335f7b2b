import { createHmac } from 'node:crypto'
import { routes, type Dataset, type ShredCertificate, type Shredding } from '@techdeck/contracts'
import { ConflictError, describeError, NotFoundError, signingKeyOf } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { granted } from '../../policy.ts'
import { countBelow } from './count-below.ts'
import { downloadsOf } from './downloads-of.ts'
import { keepOthers, type KeepDeps } from './keep-others.ts'
import { purgeDataset, type PurgeDeps } from '../../retention/purge-dataset.ts'
import { softDeleteIdle } from '../../retention/soft-delete-idle.ts'

type Deps = PurgeDeps & KeepDeps & Pick<ApiDeps, 'audit' | 'settings'>

/**
 * `POST /datasets/:id/shred`: destroys the data set's key, which makes every copy of its artifacts unreadable, wherever
 * it lies, then removes what is here. Refused while a run of it is active. What the certificate says is noted before the
 * key goes, so a request that breaks off may be repeated and gives the same one; it is the audit record's content, too.
 *
 * For the sake of one client, the others' conversations become a data set of their own before that.
 */
export const shredDataset: Route<Deps> = async (app, deps) => {
  const { datasets, clock } = deps
  app.route({
    ...serve(routes.shredDataset),
    handler: async (request) => {
      const who = whoAsks(request)
      const { id } = request.params
      const before = granted(
        await datasets.get(id),
        who,
        routes.shredDataset.permission,
        routes.shredDataset.reachesOthers,
      )
      const known = before.deletion?.shredded
      const isGone = before.deletion?.isPurging === true && !known
      if (isGone) throw new NotFoundError('The data set was purged before: there is no key to destroy.')
      const { reason, client, conversation } = request.body
      const erased = client !== undefined ? { client } : conversation !== undefined ? { conversation } : null
      const others = erased && !known ? await keepOthers(deps, before, erased) : undefined
      // With its time of grace: a sweep that came between this and the note would purge it without a certificate.
      const isDeleted = await softDeleteIdle(deps, before)
      if (others && (await datasets.get(id))?.version !== before.version) {
        if (isDeleted) await datasets.restore(id)
        throw new ConflictError('The data set was changed meanwhile; ask again.', { details: { dataset_id: id } })
      }
      const shredding =
        known ??
        (await datasets.noteShredding(id, {
          at: clock.now(),
          by: who.userId,
          reason,
          dataKeyId: before.dataKeyId,
          ...(await keyOf(deps, before)),
          artifacts: await countBelow(deps, id),
          ...(others && { others }),
        }))
      if (!shredding) throw new NotFoundError('The data set is not there any more.')
      const downloads = await downloadsOf(deps, before)
      await purgeDataset(deps, id)
      const certificate = certificateOf(id, shredding)
      request.access = { details: { certificate } }
      const signed = JSON.stringify(certificate)
      const key = signingKeyOf(deps.keyRing.pseudonymKey)
      return ok({ ...certificate, signed, signature: key.sign(Buffer.from(signed)), downloads })
    },
  })
}

/** @throws ResourceError while a key management service is away: the fingerprint can be taken only now */
async function keyOf(
  { keys, keyRing }: Pick<Deps, 'keys' | 'keyRing'>,
  { dataKeyId }: Dataset,
): Promise<Pick<Shredding, 'keyFingerprint' | 'kekId'>> {
  const wrapped = await keys.get(dataKeyId)
  if (!wrapped) return { keyFingerprint: null, kekId: null }
  try {
    const { key } = await keyRing.unwrap(wrapped)
    const keyFingerprint = createHmac('sha256', key).update('techdeck key fingerprint').digest('hex')
    return { keyFingerprint, kekId: wrapped.kekId }
  } catch (error) {
    // One that does not unwrap is to go all the same.
    if (describeError(error).retryable) throw error
    return { keyFingerprint: null, kekId: wrapped.kekId }
  }
}

const certificateOf = (id: string, shredding: Shredding): ShredCertificate => ({
  type: 'techdeck-shred-1',
  dataset_id: id,
  data_key_id: shredding.dataKeyId,
  key_fingerprint: shredding.keyFingerprint,
  kek_id: shredding.kekId,
  artifacts: shredding.artifacts,
  shredded_at: shredding.at.toISOString(),
  shredded_by: shredding.by,
  reason: shredding.reason,
  ...(shredding.others && {
    others: {
      ...(shredding.others.datasetId !== undefined && { dataset_id: shredding.others.datasetId }),
      conversations: shredding.others.conversations,
      erased: shredding.others.erased,
      client_mark: shredding.others.mark,
    },
  }),
})
