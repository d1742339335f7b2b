import { z } from 'zod'
import { readEnv } from './env.ts'

/** A limit of what is read: a whole number unless said otherwise. */
interface Limit {
  default: number
  least: number
  most?: number
  fraction?: true
  /** What it is of, and what happens beyond it. */
  about: string
}

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/**
 * What unpacking, conversion and reading are held to. Whatever goes beyond is refused, or set aside where it is one row,
 * and the refusal names the option. The names of their variables are made of these: `maxRowBytes` is
 * `UNPACK_MAX_ROW_BYTES`. By default a hostile file takes less than 300 MB of memory; who raises a limit gives workers
 * more (`WORKER_MEMORY_MB`).
 */
const LIMITS = {
  maxRatio: {
    default: 100,
    least: 1,
    fraction: true,
    about: 'Bytes that one packed byte may become, beyond the floor.',
  },
  floor: { default: 10 * MiB, least: 0, about: 'Bytes that may come out of something packed whatever the ratio.' },
  maxBytes: { default: 64 * GiB, least: 1, about: 'Bytes that may come out of one upload.' },
  maxMembers: { default: 10_000, least: 1, most: 20_000, about: 'Files in one upload.' },
  maxDepth: { default: 5, least: 0, most: 32, about: 'Archives inside of archives.' },
  maxParts: { default: 20_000, least: 1, about: 'Files in the package of a document or workbook.' },

  maxRowBytes: {
    default: 32 * MiB,
    least: KiB,
    most: 256 * MiB,
    about: 'Bytes of a row, a line, an object of JSON; longer ones are set aside (`line_too_long`).',
  },
  maxNesting: {
    default: 64,
    least: 4,
    most: 512,
    about: 'Lists and objects of JSON inside of each other; deeper ones are set aside (`too_deep`).',
  },

  maxColumns: { default: 5000, least: 1, about: 'Columns of a table in a dump, or fields of a long table.' },
  maxValueChars: { default: 32 * MiB, least: KiB, about: 'Characters of a value in a dump of a data base.' },
  maxRecordChars: { default: 32 * MiB, least: KiB, about: 'Characters of one record of a long table.' },
  maxApartBytes: { default: 32 * MiB, least: KiB, about: 'Bytes of a long table whose records lie apart.' },

  maxCellChars: { default: 8 * MiB, least: 1, about: 'Characters of a cell in a workbook.' },
  maxSharedTextBytes: { default: 96 * MiB, least: 1, about: 'Bytes of text that the sheets of a workbook share.' },
  maxSharedTexts: { default: 4_000_000, least: 1, about: 'Texts that the sheets of a workbook share.' },
  maxMerges: { default: 200_000, least: 1, about: 'Merged areas of a sheet that span rows.' },
  maxSideBySideBytes: {
    default: 32 * MiB,
    least: KiB,
    about: 'Bytes of a sheet in which tables stand side by side.',
  },
  maxTextChars: {
    default: 16 * MiB,
    least: 1,
    about: 'Characters of a paragraph, a row of cells or one text in documents, pages and XML.',
  },
  maxMarkupChars: { default: 16 * MiB, least: KiB, about: 'Characters of one tag or comment of XML.' },
  maxTagChars: { default: 32 * MiB, least: KiB, about: 'Characters of one tag or comment of a page.' },
  maxElementDepth: { default: 512, least: 8, most: 2048, about: 'Elements of XML inside of each other.' },
  maxPageDepth: { default: 5000, least: 8, most: 20_000, about: 'Elements of a page inside of each other.' },
  maxGroupDepth: { default: 1000, least: 8, most: 20_000, about: 'Groups of rich text (RTF) inside of each other.' },
  maxKinds: { default: 5000, least: 1, about: 'Kinds of elements in a document of XML.' },
  maxChapterBytes: { default: 32 * MiB, least: 1, about: 'Bytes of a chapter of a book.' },
  maxSubtitleBytes: { default: 32 * MiB, least: 1, about: 'Bytes of a file of subtitles in ASS or SSA.' },
  maxTierChars: { default: 64 * MiB, least: 1, about: 'Characters of all tiers of annotations.' },

  maxPdfBytes: { default: 64 * MiB, least: 1, about: 'Bytes of a PDF.' },
  maxPdfPages: { default: 5000, least: 1, about: 'Pages of a PDF.' },
  maxPdfStreamBytes: { default: 64 * MiB, least: 1, about: 'Bytes that one stream of a PDF may unpack to.' },

  maxFooterBytes: { default: 16 * MiB, least: 1, about: 'Bytes of what Parquet and Arrow say of themselves.' },
  maxFields: { default: 20_000, least: 1, about: 'Columns of Parquet and Arrow, with what is in them.' },
  maxLevels: { default: 64, least: 1, most: 64, about: 'Lists and groups of Parquet inside of each other.' },
  maxChunkBytes: { default: 96 * MiB, least: 1, about: 'Bytes of one column in a row group of Parquet.' },
  maxGroupBytes: { default: 256 * MiB, least: 1, about: 'Bytes of a row group of Parquet in the file.' },
  maxGroupUnpackedBytes: { default: 256 * MiB, least: 1, about: 'Bytes of a row group of Parquet, unpacked.' },
  maxGroupValues: { default: 16_000_000, least: 1, about: 'Values of a row group of Parquet that are held at once.' },
  maxPages: { default: 100_000, least: 1, about: 'Pages of one column in a row group of Parquet.' },
  maxPageValues: { default: 4_000_000, least: 1, about: 'Values of a page of Parquet.' },
  maxWork: { default: 200_000_000, least: 1, about: 'Values of Parquet that are looked at, beyond 16 a byte.' },
  maxBatchBytes: { default: 96 * MiB, least: 1, about: 'Bytes of a batch of Arrow, or of its dictionaries.' },
  maxBatchUnpackedBytes: { default: 192 * MiB, least: 1, about: 'Bytes of a batch of Arrow, unpacked.' },
  maxListElements: { default: 1_000_000, least: 1, about: 'Elements of a list in a row of Arrow.' },
  maxDictionaryEntries: { default: 10_000_000, least: 1, about: 'Entries of a dictionary of Arrow.' },
  maxCellsChars: {
    default: 64 * MiB,
    least: 1,
    about: 'Characters of a row of Parquet, Arrow, a dump or a long table.',
  },
} as const satisfies { readonly [name: string]: Limit }

export type UnpackLimit = keyof typeof LIMITS

/** What unpacking, conversion and reading are held to; whatever goes beyond is refused with a typed error. */
export type UnpackLimits = { readonly [name in UnpackLimit]: number }

/** The limits by their names, with what people are told of each. */
export const UNPACK_OPTIONS: { readonly [name in UnpackLimit]: Limit } = LIMITS

const NAMES = Object.keys(LIMITS) as UnpackLimit[]

export const UNPACK_LIMITS: UnpackLimits = Object.fromEntries(
  NAMES.map((name) => [name, LIMITS[name].default]),
) as UnpackLimits

/** The variable that sets a limit. */
export const variableOf = (name: UnpackLimit): string =>
  `UNPACK_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

const UnpackEnv = z.object(
  Object.fromEntries(
    NAMES.map((name) => {
      const { least, most = Number.MAX_SAFE_INTEGER, fraction }: Limit = LIMITS[name]
      const number = z.coerce.number().min(least).max(most)
      return [variableOf(name), (fraction ? number : number.int()).optional()]
    }),
  ),
)

/** The limits that the environment sets. @throws ValidationError that names each unusable variable */
export function readUnpackLimits(environment: Readonly<Record<string, string | undefined>>): Partial<UnpackLimits> {
  const env = readEnv(UnpackEnv, environment)
  return Object.fromEntries(
    NAMES.flatMap((name) => (env[variableOf(name)] === undefined ? [] : [[name, env[variableOf(name)]]])),
  )
}
