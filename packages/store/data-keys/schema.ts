import type { WrappedDataKey } from '@techdeck/contracts'
import { type Document, entitySchema } from '../schema.ts'

export type DataKeyDocument = Document<Omit<WrappedDataKey, 'wrapped'> & { wrapped: Buffer }>

export const dataKeySchema = entitySchema<DataKeyDocument>('dataKeys', {
  _id: { type: String, required: true },
  datasetId: { type: String, required: true },
  kekId: { type: String, required: true },
  wrapped: { type: Buffer, required: true },
  createdAt: { type: Date, required: true },
})
dataKeySchema.index({ datasetId: 1 })
dataKeySchema.index({ kekId: 1, _id: 1 })

/** `wrapped` comes from the driver as a BSON Binary or a Buffer; callers get bytes of their own. */
export function toDataKey(
  document: Omit<DataKeyDocument, 'wrapped'> & { wrapped: Buffer | { buffer: Uint8Array } },
): WrappedDataKey {
  const bytes = document.wrapped instanceof Uint8Array ? document.wrapped : document.wrapped.buffer
  return {
    id: document._id,
    datasetId: document.datasetId,
    kekId: document.kekId,
    wrapped: Uint8Array.from(bytes),
    createdAt: document.createdAt,
  }
}
