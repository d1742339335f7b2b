import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import wabt from 'wabt'

// What the kernel is written in is compiled here, once for all; run this after a change of kernel.wat.

const FEATURES = { simd: true, threads: true, bulk_memory: true, multi_memory: true }
const [source, target] = ['kernel.wat', 'kernel.wasm'].map((file) => join(import.meta.dirname, file))

/** The bytes of the module that kernel.wat describes. */
export async function compileKernel(): Promise<Uint8Array> {
  const toolkit = await wabt()
  return toolkit.parseWat(source, await readFile(source), FEATURES).toBinary({}).buffer
}

if (import.meta.main) await writeFile(target, await compileKernel())
