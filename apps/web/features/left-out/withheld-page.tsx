import { useState } from 'react'
import { Link } from 'wouter'
import type { WithheldView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { explainReason } from '../../reasons.ts'
import { useMay } from '../../session/use-session.ts'
import { Card, Page } from '../../ui/parts.tsx'
import { FoundList } from '../runs/found-list.tsx'
import { Transcript } from '../runs/transcript.tsx'
import { OnceAsked } from './once-asked.tsx'
import { ReleaseForm } from './release-form.tsx'

/** `/runs/:id/withheld/:conversation`: a conversation as it was, for whoever decides whether it may go on. */
export function WithheldPage({ id, conversation }: { id: string; conversation: string }) {
  return (
    <Page
      title="A withheld conversation"
      above={
        <>
          <Link href="/runs">Runs</Link>
          <Link href={`/runs/${id}/quarantine`}>Left out</Link>
        </>
      }
      lead={<code>{conversation.slice(0, 16)}…</code>}
      actions={
        <Link href={`/runs/${id}/why?place=${conversation}`} className="button">
          What happened to it
        </Link>
      }
    >
      <OnceAsked
        what="the conversation"
        queryKey={['withheld', id, conversation]}
        read={(signal) => client.getWithheld({ params: { id, conversation }, signal })}
      >
        {(found) => <Withheld id={id} withheld={found} />}
      </OnceAsked>
    </Page>
  )
}

function Withheld({ id, withheld }: { id: string; withheld: WithheldView }) {
  const { dataset_id: datasetId, reason_code: reason, conversation, findings } = withheld
  const may = useMay('quarantine:release')
  const [released, setReleased] = useState(false)
  return (
    <div className="review">
      <Card title="What was said" aside={<span className="warn">Not de-identified</span>}>
        <Transcript conversation={{ turns: conversation.turns, findings }} />
      </Card>
      <div className="review-aside">
        <Card title="Why it is withheld">
          <p>
            {explainReason(reason)} <code className="muted">{reason}</code>
          </p>
          {reason === 'canary_left' ? (
            <p className="note note-warn">
              A planted string is left in it, so it is not released. Find out why it was left.
            </p>
          ) : released ? (
            <div className="note note-good" role="status">
              <p>Released: the next run of the data set lets it through, and report and passport say so.</p>
              <p>
                <Link href={`/datasets/${datasetId}`}>Start a run of it</Link>
              </p>
            </div>
          ) : (
            may && (
              <ReleaseForm
                label="Let it through"
                release={(why) =>
                  client.releaseWithheld({
                    params: { id },
                    body: { conversations: [conversation.id], reason: why },
                  })
                }
                onReleased={() => setReleased(true)}
              />
            )
          )}
        </Card>
        <Card title="Found in it">
          <FoundList findings={findings} />
        </Card>
      </div>
    </div>
  )
}
