import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { EXECUTION_MODES, type DatasetView, type ExecutionMode, type ExportFormat } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card } from '../../ui/parts.tsx'
import { AllOptions } from './all-options.tsx'
import { FormatChoices } from './format-choices.tsx'
import { joined, optionsOf, ownOf, policyOf, type OwnOptions } from './preset-of.ts'
import { choices } from 'virtual:stage-options'

const MODES: Readonly<Record<ExecutionMode, string>> = {
  standard: 'All six stages. A conversation in which an identifier may be left is withheld, and the rest comes out.',
  fast: 'As standard, but the clinical and bias checks look at a fifth of the conversations. For a first look at much data.',
  strict: 'One conversation in which an identifier may be left stops the whole export. For data that leave your hands.',
  dry_run: 'Everything but the export: what would come out, and why not the rest.',
}

const POLICIES: Readonly<Record<string, string>> = {
  redact: 'Redact: [REDACTED] stands in its place',
  'redact-category': 'Redact by kind: [NAME], [LOCATION] …',
  mask: 'Mask: its shape, with * for letters and digits',
  hash: 'Hash: the same name stays recognisably the same',
  generalise: 'Generalise: a date keeps its year, a ZIP code three digits',
  surrogate: 'Surrogate: an invented value of the same kind, the same for all of a client',
  shift_dates: 'Shift dates: intervals and weekdays stay; all else is redacted',
  'preset safe_harbor': 'HIPAA Safe Harbor: years and first digits of ZIP codes, all else redacted',
  'preset expert': 'Expert: surrogates, shifted dates, keyed hashes; needs an expert’s determination',
}

/** Starts a run of one data set, each setting with what it does. */
export function StartRun({ datasetId }: { datasetId: string }) {
  const [, go] = useLocation()
  const [mode, setMode] = useState<ExecutionMode>('standard')
  const [threshold, setThreshold] = useState(0.7)
  const [bias, setBias] = useState(true)
  const [formats, setFormats] = useState<readonly ExportFormat[]>(['jsonl'])
  const [policy, setPolicy] = useState('redact')
  const [siteList, setSiteList] = useState('')
  const [waits, setWaits] = useState(false)
  const [keeps, setKeeps] = useState(false)
  const [preset, setPreset] = useState('')
  const [own, setOwn] = useState<OwnOptions>({})
  const { data: siteLists = [] } = useQuery({
    queryKey: ['site-lists'],
    queryFn: ({ signal }) => client.listSiteLists({ query: { limit: 200 }, signal }),
  })
  const [compareWith, setCompareWith] = useState<readonly string[]>([])
  const others = useOthers(datasetId)
  const start = useMutation({
    mutationFn: () =>
      client.executePipeline({
        body: {
          dataset_ids: [datasetId],
          execution_mode: mode,
          quality_threshold: threshold,
          enable_bias_detection: bias,
          export_formats: [...formats],
          options: joined(own, {
            ...((policy !== 'redact' || siteList !== '' || keeps) && {
              processing: {
                ...(policy !== 'redact' && optionsOf(policy)),
                ...(siteList !== '' && { siteList }),
                ...(keeps && { vault: true }),
              },
            }),
            ...(waits && mode !== 'dry_run' && { export: { waitForSignOff: true } }),
            ...(compareWith.length > 0 && { standardization: { compareWith: [...compareWith] } }),
          }),
        },
      }),
    onSuccess: (run) => {
      queries.setQueryData(['run', run.id], run)
      void queries.invalidateQueries({ queryKey: ['runs'] })
      go(`/runs/${run.id}`)
    },
  })
  const validate = useMutation({
    mutationFn: () =>
      client.validateDataset({ params: { dataset_id: datasetId }, body: { enable_bias_detection: bias } }),
    onSuccess: ({ execution_id: id }) => {
      void queries.invalidateQueries({ queryKey: ['runs'] })
      go(`/runs/${id}`)
    },
  })
  const take = (name: string) => {
    setPreset(name)
    const chosen = choices.presets.find((each) => each.name === name)
    if (!chosen) return
    setMode(chosen.mode ?? 'standard')
    setThreshold(chosen.threshold ?? 0.7)
    setBias(chosen.bias ?? true)
    setFormats(chosen.formats ?? ['jsonl'])
    setPolicy(policyOf(chosen.options?.processing).policy)
    setOwn(ownOf(chosen))
  }
  return (
    <Card title="Start a run">
      <form
        className="form settings"
        onSubmit={(event) => {
          event.preventDefault()
          start.mutate()
        }}
      >
        <fieldset>
          <legend>Preset</legend>
          <label className="field">
            <span className="hidden">Preset</span>
            <select value={preset} aria-describedby="preset-help" onChange={({ target }) => take(target.value)}>
              <option value="">None: set everything yourself</option>
              {choices.presets.map(({ name }) => (
                <option key={name} value={name}>
                  {title(name.replaceAll('-', '_'))}
                </option>
              ))}
            </select>
          </label>
          <p className="small muted" id="preset-help">
            {choices.presets.find(({ name }) => name === preset)?.description ??
              'A preset fills in the whole form for one use of the data; each setting can be changed afterwards.'}
          </p>
        </fieldset>
        <fieldset>
          <legend>Mode</legend>
          <div className="choices">
            {EXECUTION_MODES.map((each) => (
              <label key={each} className="choice">
                <input type="radio" name="mode" checked={mode === each} onChange={() => setMode(each)} />
                <span>
                  <strong>{title(each)}</strong>
                  <small>{MODES[each]}</small>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend>Quality threshold</legend>
          <div className="threshold">
            <input
              type="range"
              min={0}
              max={1}
              step={0.05}
              value={threshold}
              aria-label="Quality threshold"
              aria-describedby="threshold-help"
              onChange={({ target }) => setThreshold(Number(target.value))}
            />
            <output>{threshold.toFixed(2)}</output>
          </div>
          <p className="small muted" id="threshold-help">
            Each conversation gets a score from 0 to 1 over ten measures: completeness, coherence, turn balance,
            therapeutic skill, empathy, safety, privacy, bias, language, uniqueness. What scores below the threshold is
            rejected, with its reasons; 0 keeps everything. Another threshold later runs the last two stages alone.
          </p>
        </fieldset>
        <fieldset>
          <legend>Checks</legend>
          <div className="choices">
            <label className="choice">
              <input type="checkbox" checked={bias} onChange={({ target }) => setBias(target.checked)} />
              <span>
                <strong>Look for bias</strong>
                <small>How groups are spoken of, and whether they are answered differently.</small>
              </span>
            </label>
            <label className="choice">
              <input
                type="checkbox"
                checked={waits}
                disabled={mode === 'dry_run'}
                onChange={({ target }) => setWaits(target.checked)}
              />
              <span>
                <strong>Downloads wait for a leak review</strong>
                <small>People look at a random sample of what came out first, and somebody signs it off.</small>
              </span>
            </label>
          </div>
        </fieldset>
        <fieldset disabled={mode === 'dry_run'}>
          <legend>Export as</legend>
          <FormatChoices chosen={formats} onChoose={setFormats} />
        </fieldset>
        <fieldset>
          <legend>Identifiers</legend>
          <label className="field">
            <span>What stands in the place of names, dates, numbers …</span>
            <select value={policy} onChange={({ target }) => setPolicy(target.value)}>
              {Object.entries(POLICIES).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          {siteLists.length > 0 && (
            <label className="field">
              <span>Words of your own site</span>
              <select value={siteList} onChange={({ target }) => setSiteList(target.value)}>
                <option value="">None</option>
                {siteLists.map(({ name, version }) => (
                  <option key={name} value={name}>
                    {name}, version {version}
                  </option>
                ))}
              </select>
            </label>
          )}
          <label className="choice">
            <input type="checkbox" checked={keeps} onChange={({ target }) => setKeeps(target.checked)} />
            <span>
              <strong>Keep a vault</strong>
              <small>
                What is taken out is kept, sealed: administrators can have it back, one conversation at a time, with a
                reason that the audit log keeps. Without it nobody can.
              </small>
            </span>
          </label>
        </fieldset>
        {others.length > 0 && (
          <fieldset>
            <legend>Duplicates in other data sets</legend>
            <div className="choices">
              {others.map(({ id, name }) => (
                <label key={id} className="choice">
                  <input
                    type="checkbox"
                    checked={compareWith.includes(id)}
                    onChange={({ target }) =>
                      setCompareWith(target.checked ? [...compareWith, id] : compareWith.filter((each) => each !== id))
                    }
                  />
                  <span>{name}</span>
                </label>
              ))}
            </div>
            <p className="small muted">
              Conversations that are in one of these already are merged into it, and those that are nearly the same are
              marked, as within this data set. It takes one that was run before.
            </p>
          </fieldset>
        )}
        <AllOptions key={preset} own={own} onChange={setOwn} />
        <ErrorNote error={start.error ?? validate.error} />
        <p className="small muted" id="validate-help">
          <em>Only validate</em> runs the first three stages: what the checks find, before anything is replaced or
          scored.
        </p>
        <div className="actions">
          {formats.length === 0 && <span className="small warn">Choose at least one format.</span>}
          <button
            type="button"
            className="button"
            disabled={validate.isPending}
            aria-describedby="validate-help"
            onClick={() => validate.mutate()}
          >
            Only validate
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={start.isPending || (formats.length === 0 && mode !== 'dry_run')}
          >
            {start.isPending ? 'Starting…' : 'Start the run'}
          </button>
        </div>
      </form>
    </Card>
  )
}

/** Other data sets that may be compared with, newest first. */
function useOthers(datasetId: string): DatasetView[] {
  const { data } = useQuery({
    queryKey: ['datasets', 'others'],
    queryFn: ({ signal }) => client.listDatasets({ query: { limit: 16 }, signal }),
  })
  return (data?.data ?? []).filter(({ id, status }) => id !== datasetId && status === 'ready')
}
