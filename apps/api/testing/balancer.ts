import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Takes connections to any instance that is there, and breaks them when told to. */
export class Balancer {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  #next = 0

  constructor(ports: () => number[]) {
    this.#server = createServer((inside) => {
      const there = ports()
      if (there.length === 0) {
        inside.destroy()
        return
      }
      const outside = connect(there[this.#next++ % there.length], '127.0.0.1')
      this.#open.add(inside)
      inside.pipe(outside).pipe(inside)
      for (const end of [inside, outside]) {
        end.on('error', () => {})
        end.on('close', () => {
          this.#open.delete(inside)
          inside.destroy()
          outside.destroy()
        })
      }
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  breakOne(random: () => number): void {
    const open = [...this.#open]
    open[Math.floor(random() * open.length)]?.destroy()
  }

  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
  }
}
