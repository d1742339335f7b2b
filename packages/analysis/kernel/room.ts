const PAGE = 65_536
/** Memory may grow to 4 GiB; what is not touched takes no place. */
const MOST_PAGES = 65_536
/** Where the number of bytes that are given away stands. */
const USED = 1

/**
 * Memory of the kernel, given away in pieces. It is of the kind that threads may share: growing such memory leaves what
 * looks at it as it is.
 */
export class Room {
  readonly memory: WebAssembly.Memory
  private readonly freed = new Map<number, number[]>()
  /** What pieces were looked at through: memory that grew is another buffer. */
  private readonly buffers = new WeakSet<ArrayBufferLike>()

  /** @param given memory of another room, whose pieces stay where they are */
  constructor(given?: WebAssembly.Memory, first = PAGE) {
    this.memory = given ?? new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true })
    if (!given) Atomics.store(this.counters(), USED, first)
  }

  /** The address of a new piece of at least so many bytes, a multiple of 16; what stands there is not cleared. */
  allocate(bytes: number): number {
    const size = sizeOf(bytes)
    const free = this.freed.get(size)?.pop()
    if (free !== undefined) return free
    const at = Atomics.add(this.counters(), USED, size)
    const missing = at + size - this.memory.buffer.byteLength
    // Threads that grow it at once grow it by more than is needed.
    if (missing > 0) this.memory.grow(Math.max(Math.ceil(missing / PAGE), this.memory.buffer.byteLength / PAGE / 4))
    return at
  }

  /** Takes a piece back that {@link allocate} gave for so many bytes. */
  free(at: number, bytes: number): void {
    const size = sizeOf(bytes)
    const known = this.freed.get(size)
    if (known) known.push(at)
    else this.freed.set(size, [at])
  }

  /** A copy of bytes in a piece of their own. */
  copyOf(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
    const copy = this.bytes(this.allocate(bytes.length), bytes.length)
    copy.set(bytes)
    return copy
  }

  /** The address of bytes that are in this room; others are copied into it. */
  addressOf(bytes: Uint8Array | Int8Array): number {
    if (this.buffers.has(bytes.buffer)) return bytes.byteOffset
    return this.copyOf(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)).byteOffset
  }

  bytes(at: number, length: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.buffer, at, length)
  }

  integers(at: number, length: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.buffer, at, length)
  }

  floats(at: number, length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.buffer, at, length)
  }

  doubles(at: number, length: number): Float64Array<SharedArrayBuffer> {
    return new Float64Array(this.buffer, at, length)
  }

  private get buffer(): SharedArrayBuffer {
    const { buffer } = this.memory
    this.buffers.add(buffer)
    return buffer
  }

  private counters(): Uint32Array<SharedArrayBuffer> {
    return new Uint32Array(this.buffer, 0, 2)
  }
}

/** Sizes have few values, four for each power of two, so that pieces that came back fit again. */
function sizeOf(bytes: number): number {
  const step = Math.max(16, 2 ** (Math.floor(Math.log2(Math.max(1, bytes))) - 2))
  return Math.ceil(bytes / step) * step
}
