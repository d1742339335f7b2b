import type { KeyFolder } from '@techdeck/backup'
import type { Store } from '@techdeck/store'

/**
 * The same store, but a key that is destroyed in it is destroyed in the backups, too, before anybody is told so. While
 * their folder does not work, destroying fails and has to be repeated.
 */
export const withBackedUpKeys = (
  store: Store,
  folder: Pick<KeyFolder, 'destroy' | 'destroySubject'> | undefined,
): Store =>
  folder
    ? {
        ...store,
        keys: {
          ...store.keys,
          async destroy(datasetId) {
            await store.keys.destroy(datasetId)
            await folder.destroy(datasetId)
          },
        },
        audit: {
          ...store.audit,
          async shredSubject(subject) {
            await store.audit.shredSubject(subject)
            await folder.destroySubject(subject)
          },
        },
      }
    : store
