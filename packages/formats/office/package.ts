import { UNPACK_LIMITS, UnprocessableFileError } from '@techdeck/core'
import { openZip, type ZipArchive, type ZipEntry } from '../archives/zip.ts'
import type { ByteSource, UnpackLimits } from '../types.ts'
import { damagedDocument } from './errors.ts'
import { parseXml, readXml } from '../xml/parse.ts'

/** A document of an office suite: a zip of XML parts. */
export class OfficePackage {
  readonly #archive: ZipArchive
  readonly #parts: ReadonlyMap<string, ZipEntry>
  readonly limits: UnpackLimits
  readonly #signal: AbortSignal

  private constructor(
    archive: ZipArchive,
    parts: ReadonlyMap<string, ZipEntry>,
    limits: UnpackLimits,
    signal: AbortSignal,
  ) {
    this.#archive = archive
    this.#parts = parts
    this.limits = limits
    this.#signal = signal
  }

  /** @throws UnprocessableFileError when the file is cut, damaged or encrypted */
  static async open(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): Promise<OfficePackage> {
    const archive = await openZip(source, limits, 'maxParts')
    const parts = new Map<string, ZipEntry>()
    for await (const entry of archive.entries()) {
      // Of two parts of one name, no two programs need take the same.
      if (parts.has(entry.path) || entry.encrypted) throw damagedDocument()
      parts.set(entry.path, entry)
    }
    return new OfficePackage(archive, parts, limits, signal)
  }

  has(path: string): boolean {
    return this.#parts.has(path)
  }

  /** Bytes of a part, unpacked; 0 when there is none. */
  sizeOf(path: string): number {
    return this.#parts.get(path)?.size ?? 0
  }

  /** @throws UnprocessableFileError when there is no such part, or from the content when that is damaged */
  part(path: string): AsyncIterable<Uint8Array> {
    const entry = this.#parts.get(path)
    if (!entry) throw damagedDocument()
    return this.#archive.content(entry, this.limits, this.#signal)
  }

  /** What a part refers to, by id; paths are those of this package. */
  async relations(path = ''): Promise<Map<string, { type: string; target: string }>> {
    const slash = path.lastIndexOf('/') + 1
    const folder = path.slice(0, slash)
    const file = `${folder}_rels/${path.slice(slash)}.rels`
    const relations = new Map<string, { type: string; target: string }>()
    if (!this.has(file)) return relations
    await parseXml(this.part(file), this.limits, {
      open(name, { Id: id, Type: type = '', Target: target = '', TargetMode: mode }) {
        if (name !== 'Relationship' || id === undefined || mode === 'External') return
        relations.set(id, { type: type.slice(type.lastIndexOf('/') + 1), target: resolve(folder, target) })
      },
    })
    return relations
  }
}

/** A path as it is named from a folder of the package. */
function resolve(folder: string, target: string): string {
  const parts: string[] = target.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '')
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** What may be unpacked of a part to see what it is. */
export const LOOK: UnpackLimits = {
  ...UNPACK_LIMITS,
  maxRatio: 1000,
  floor: 1024 * 1024,
  maxBytes: 1024 * 1024,
  maxMembers: 0,
  maxDepth: 0,
}

/** The main part of an Open XML document and the name of its outermost element; `null` when the file is none. */
export async function mainPart(
  head: Uint8Array,
  source: ByteSource,
): Promise<{ path: string; element: string } | null> {
  if (head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3) return null
  try {
    const file = await OfficePackage.open(source, LOOK, new AbortController().signal)
    for (const { type, target } of (await file.relations()).values()) {
      if (type !== 'officeDocument' || !file.has(target)) continue
      let element: string | undefined
      const seen = readXml(file.part(target), LOOK, { open: (name) => (element ??= name) })
      for await (const _ of seen) if (element !== undefined) return { path: target, element }
    }
  } catch (error) {
    // Whatever it is, it is no such document; who opens it as an archive says what is wrong.
    if (!(error instanceof UnprocessableFileError)) throw error
  }
  return null
}
