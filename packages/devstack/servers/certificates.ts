import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'

/** Files of a certificate for servers of this machine, and of the authority that signed it, in PEM. */
export interface Certificates {
  ca: string
  cert: string
  key: string
}

/** Makes an authority and, signed by it, a certificate for 127.0.0.1 and localhost; good for two days. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const notAfterDate = new Date(Date.now() + 2 * 24 * 3_600_000)
  const common = { keyType: 'ec', algorithm: 'sha256', notAfterDate } as const
  const authority = await generate([{ name: 'commonName', value: 'TechDeck tests' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  const write = async (name: string, pem: string) => {
    const file = join(folder, name)
    await writeFile(file, pem, { mode: 0o600 })
    return file
  }
  return {
    ca: await write('ca.pem', authority.cert),
    cert: await write('server.pem', server.cert),
    key: await write('server.key', server.private),
  }
}
