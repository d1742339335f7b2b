import { useMutation } from '@tanstack/react-query'
import type { ExportFileView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading } from '../../ui/parts.tsx'
import { checkFiles, type Outcome, type SignatureOutcome } from './check-files.ts'

const OUTCOMES: Readonly<Record<Outcome, readonly [Tone, string]>> = {
  as_exported: ['good', 'As exported'],
  changed: ['bad', 'Changed'],
  unknown: ['quiet', 'Not of this run'],
  too_large: ['quiet', 'Too large for a browser'],
}

const SIGNATURES: Readonly<Record<SignatureOutcome, string>> = {
  holds: 'The manifest is signed by this installation, and is as it was signed.',
  other_key: 'The manifest is signed by another installation.',
  broken: 'The signature does not hold: manifest.json or run.json was changed.',
  unchecked: 'Choose manifest.json and run.json, too, to have the signature checked.',
}

/** Says of files on somebody's disk whether they are what this run exported. */
export function CheckDownloads({ files }: { files: readonly ExportFileView[] }) {
  const check = useMutation({
    mutationFn: async (chosen: readonly File[]) => checkFiles(chosen, files, (await client.signingKey()).public_key),
  })
  return (
    <Card title="Check files that you have">
      <label className="field">
        <span>Files of this run</span>
        <input
          type="file"
          multiple
          onChange={({ target }) => {
            const chosen = [...(target.files ?? [])]
            if (chosen.length > 0) check.mutate(chosen)
          }}
        />
        <small>
          They are hashed here and sent nowhere. For large ones, and for whole folders: ./techdeck verify FOLDER
        </small>
      </label>
      {check.isPending && <Loading what="Hashing" />}
      <ErrorNote error={check.error} />
      {check.data && (
        <div role="status" className="tried">
          <ul className="rows">
            {check.data.files.map(({ name, outcome }) => (
              <li key={name} className="row">
                <span className="row-main">
                  <span className="row-title">{name}</span>
                </span>
                <Badge tone={OUTCOMES[outcome][0]}>{OUTCOMES[outcome][1]}</Badge>
              </li>
            ))}
          </ul>
          <p
            className={check.data.signature === 'broken' ? 'bad' : check.data.signature === 'holds' ? 'good' : 'muted'}
          >
            {SIGNATURES[check.data.signature]}
          </p>
        </div>
      )}
    </Card>
  )
}
