import { useId, useState } from 'react'
import { STAGES, type JsonObject, type StageName, type StageOption } from '@techdeck/contracts'
import { choices } from 'virtual:stage-options'
import { title } from '../../format.ts'
import { withOption, type OwnOptions } from './preset-of.ts'

/** Options that have a place of their own in the form, or that the API fills in. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'standardization.compareWith',
  'processing.preset',
  'processing.policy',
  'processing.vault',
  'processing.release',
  'processing.siteList',
  'quality.verdicts',
  'export.waitForSignOff',
  'export.leakReviews',
])

type Value = JsonObject[string] | undefined

/** Every option of every stage with what it means, as the contracts have them; empty fields are as usual. */
export function AllOptions({ own, onChange }: { own: OwnOptions; onChange: (own: OwnOptions) => void }) {
  const changed = Object.values(own).reduce((sum, options) => sum + Object.keys(options).length, 0)
  return (
    <details className="more">
      <summary>All options{changed > 0 && `, ${changed} set`}</summary>
      {STAGES.map((stage) => (
        <fieldset key={stage}>
          <legend>{title(stage)}</legend>
          <div className="options">
            {(choices.options[stage] ?? [])
              .filter(({ name }) => !ELSEWHERE.has(`${stage}.${name}`))
              .map((option) => (
                <OptionField
                  key={option.name}
                  stage={stage}
                  option={option}
                  value={own[stage]?.[option.name]}
                  onChange={(value) => onChange(withOption(own, stage, option.name, value))}
                />
              ))}
          </div>
        </fieldset>
      ))}
    </details>
  )
}

interface Field {
  stage: StageName
  option: StageOption
  value: Value
  onChange: (value: Value) => void
}

function OptionField({ stage, option, value, onChange }: Field) {
  const id = useId()
  const { name, text, usual } = option
  return (
    <div className="field option">
      <label htmlFor={id}>
        {titleOf(name)} <code className="muted small">{`${stage}.${name}`}</code>
      </label>
      <p className="small muted option-text" id={`${id}-help`}>
        {text}
        {usual !== undefined && ` Usually ${JSON.stringify(usual)}.`}
      </p>
      <OptionInput id={id} option={option} value={value} onChange={onChange} />
    </div>
  )
}

function OptionInput({ id, option, value, onChange }: Omit<Field, 'stage'> & { id: string }) {
  const { kind, choices: values = [], least, most, isWhole } = option
  const field = { id, 'aria-describedby': `${id}-help` }
  if (kind === 'boolean' || kind === 'choice')
    return (
      <select
        {...field}
        value={typeof value === 'boolean' || typeof value === 'string' ? String(value) : ''}
        onChange={({ target }) => onChange(valueOf(kind, target.value))}
      >
        <option value="">As usual</option>
        {(kind === 'boolean' ? ['true', 'false'] : values).map((each) => (
          <option key={each} value={each}>
            {kind === 'boolean' ? (each === 'true' ? 'Yes' : 'No') : each}
          </option>
        ))}
      </select>
    )
  if (kind === 'number')
    return (
      <input
        {...field}
        type="number"
        min={least}
        max={most}
        step={isWhole ? 1 : 'any'}
        value={typeof value === 'number' ? value : ''}
        placeholder="As usual"
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.valueAsNumber)}
      />
    )
  return <JsonInput {...field} value={value} onChange={onChange} />
}

/** What has no simpler form is written as JSON; what is no JSON cannot be sent. */
function JsonInput({ value, onChange, ...field }: { id: string; value: Value; onChange: (value: Value) => void }) {
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value)))
  return (
    <input
      {...field}
      value={text}
      spellCheck={false}
      autoComplete="off"
      placeholder="As usual; JSON otherwise"
      onChange={({ target }) => {
        setText(target.value)
        const parsed = parse(target.value)
        target.setCustomValidity(parsed.ok ? '' : 'This is no JSON, such as ["en"] or {"a": 1}.')
        if (parsed.ok) onChange(parsed.value)
      }}
    />
  )
}

function parse(text: string): { ok: true; value: Value } | { ok: false } {
  if (text.trim() === '') return { ok: true, value: undefined }
  try {
    return { ok: true, value: JSON.parse(text) as Value }
  } catch {
    return { ok: false }
  }
}

const valueOf = (kind: StageOption['kind'], text: string): Value =>
  text === '' ? undefined : kind === 'boolean' ? text === 'true' : text

/** `Near duplicates` of `nearDuplicates`. */
const titleOf = (name: string): string => title(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
