import { routes } from '@techdeck/contracts'
import { CONTRACTS } from '@techdeck/stages/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from './find-execution.ts'
import { previewsOf, type PreviewDeps } from './get-preview.ts'

/** Conversations that are shown, and characters of the file. */
const SHOWN = 3
const MOST_CHARACTERS = 16_000

/** `GET /pipeline/:id/preview/:format`: the first conversations as an export of the execution would write them; de-identified. */
export const getFormatPreview: Route<PreviewDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.getFormatPreview),
    handler: async (request) => {
      const { id, format } = request.params
      const execution = await findExecution(deps.executions, request, id)
      const previews = await previewsOf(deps, execution)
      const conversations = previews.flatMap((preview) => preview.conversations).slice(0, SHOWN)
      // Writers are for workers; few people ask for this.
      const { fileOf } = await import('@techdeck/stages/format-sample')
      const options = CONTRACTS.export.options.parse(execution.options['export'] ?? {})
      const bytes = await fileOf(format, conversations, options as Parameters<typeof fileOf>[2])
      request.access = { executionId: execution.id, details: { conversations: conversations.length } }
      return ok({
        format,
        text: textOf(bytes)?.slice(0, MOST_CHARACTERS) ?? null,
        conversations: conversations.length,
        size_bytes: bytes.length,
      })
    },
  })
}

function textOf(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
