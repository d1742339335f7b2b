import type { ExportFormat, JsonObject } from '@techdeck/contracts'
import { IdTree, sha256 } from '@techdeck/core'
import { HUGGINGFACE_FOLDER, type Writer } from '@techdeck/formats/writers'
import { croissantOf } from './croissant.ts'
import { dataCardOf } from './data-card.ts'
import { histogramSvg, lengthsSvg } from './histogram-svg.ts'
import { manifestOf, type ExportContext, type WrittenFile } from './manifest.ts'
import type { Places } from './place-all.ts'
import { recipeOf } from './recipe.ts'

/** What lies beside the files of conversations, and says what they are. */
export class Documents {
  readonly files: WrittenFile[] = []
  readonly notices: string[] = []
  readonly #context: ExportContext
  readonly #places: Places

  constructor(context: ExportContext, places: Places) {
    this.#context = context
    this.#places = places
    for (const split of places.splits)
      if (split !== undefined && places.countOf(split) === 0 && places.figures.conversations > 0)
        this.notices.push(
          `The split ${split} is empty: all conversations share something with others, or there are too few.`,
        )
  }

  add({ whenEmpty, ...file }: WrittenFile & { whenEmpty?: string }): void {
    this.files.push(file)
    if (whenEmpty !== undefined && !this.notices.includes(`${file.name}: ${whenEmpty}`))
      this.notices.push(`${file.name}: ${whenEmpty}`)
  }

  /** Says what would be written. */
  async plan(plan: JsonObject): Promise<void> {
    await this.#document('plan.json', 'plan', json(plan))
  }

  /** All documents of an export; the manifest names every file but itself and the one that signs it. */
  async write(writers: readonly [ExportFormat, Writer][]): Promise<void> {
    const { figures } = this.#places
    for (const [format, writer] of writers)
      for (const { path, text } of writer.beside?.(figures) ?? []) await this.#document(path, `${format}_notes`, text)
    await this.#document('figures/quality.svg', 'svg', histogramSvg('Overall quality score', figures.quality))
    await this.#document('figures/turns.svg', 'svg', lengthsSvg('Turns of a conversation', figures.lengths))
    const about = { content: figures, files: this.files, notices: this.notices, left: this.#places.dropped.length }
    if (writers.some(([format]) => format === 'huggingface'))
      await this.#document(`${HUGGINGFACE_FOLDER}/README.md`, 'markdown', dataCardOf(this.#context, about, true))
    await this.#document('recipe.yaml', 'recipe', await recipeOf(this.#context))
    await this.#document('croissant.json', 'croissant', json(croissantOf(this.#context, this.files)))
    await this.#document('data-card.md', 'markdown', dataCardOf(this.#context, about))
    const manifest = json(manifestOf(this.#context, { ...about, lineage: await this.#lineage() }))
    await this.#document('manifest.json', 'manifest', manifest)
    const { sign, run } = this.#context
    const signature = sign(Buffer.from(manifest))
    await this.#document(
      'run.json',
      'run',
      json({
        schema: 'techdeck-run/1',
        execution_id: run.executionId,
        started_at: run.startedAt,
        manifest: { name: 'manifest.json', sha256: sha256(manifest) },
        ...signature,
      }),
    )
  }

  async #lineage(): Promise<string> {
    const tree = new IdTree()
    const { section, signal } = this.#context
    const left = new Set(this.#places.dropped.map(({ shard, ordinal }) => `${shard}.${ordinal}`))
    for await (const { shard, ordinal, item } of section('notes')) {
      signal.throwIfAborted()
      if (left.size === 0 || !left.has(`${shard}.${ordinal}`)) tree.add((item as { id: string }).id)
    }
    return tree.root()
  }

  async #document(name: string, format: string, text: string): Promise<void> {
    const records = this.#places.figures.conversations
    async function* content() {
      yield Buffer.from(text)
    }
    const { sha256: hash, sizeBytes } = await this.#context.file({ name, format, records }, content())
    this.files.push({ name, format, records, sha256: hash, size_bytes: sizeBytes })
  }
}

const json = (value: JsonObject): string => `${JSON.stringify(value, null, 2)}\n`
