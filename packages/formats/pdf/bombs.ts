import { constants, inflateSync } from 'node:zlib'

/** Deflate makes at most about a thousand bytes of one. */
const HARMLESS = 64 * 1024

/** Whether a stream of a PDF, of a page, a font or an index, unpacks to more than `most` bytes. Pictures do not count: nobody unpacks them. */
export function unpacksTooFar(pdf: Buffer, most: number): boolean {
  for (let at = pdf.indexOf('stream'); at !== -1; at = pdf.indexOf('stream', at + 6)) {
    const end = pdf.indexOf('endstream', at)
    if (end === -1) return false
    const dictionary = pdf.toString('latin1', Math.max(0, at - 2048), at)
    const own = dictionary.slice(Math.max(dictionary.lastIndexOf(' obj'), 0))
    if (/\/FlateDecode\s*\/FlateDecode|\/(?:Fl|FlateDecode)\s*\/(?:Fl|FlateDecode)/.test(own)) return true
    const begin = at + (pdf[at + 6] === 13 ? 8 : 7)
    if (
      end - begin > Math.min(HARMLESS, most / 1024) &&
      /\/FlateDecode|\/Fl\b/.test(own) &&
      !/\/Subtype\s*\/Image/.test(own)
    )
      if (inflatesTooFar(pdf.subarray(begin, end), most)) return true
    at = end
  }
  return false
}

function inflatesTooFar(bytes: Buffer, most: number): boolean {
  try {
    inflateSync(bytes, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH })
    return false
  } catch (error) {
    // What is damaged shows when it is read.
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
  }
}
