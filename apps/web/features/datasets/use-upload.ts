import { useSyncExternalStore } from 'react'
import { currentUploads, subscribeUploads, type Upload } from './uploads.ts'

export function useUpload(id: string): Upload | undefined {
  return useSyncExternalStore(subscribeUploads, currentUploads).find((upload) => upload.id === id)
}
