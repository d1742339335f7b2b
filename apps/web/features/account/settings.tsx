import { useMemo, useState, useSyncExternalStore } from 'react'
import { THEMES, prefer } from '../../preferences.ts'
import { usePreferences } from '../../use-preferences.ts'
import { formatTime } from '../../format.ts'
import { ChoiceField } from '../../ui/fields.tsx'
import { Card } from '../../ui/parts.tsx'
import { keysAreOn, turnKeys, watchKeys } from '../../ui/keys-on.ts'

/** How the page looks and behaves in this browser. */
export function Settings() {
  const { theme, timeZone } = usePreferences()
  const isOn = useSyncExternalStore(watchKeys, keysAreOn)
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')], [])
  const [own] = useState(() => new Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [now] = useState(() => new Date().toISOString())
  return (
    <Card title="Settings of this browser">
      <div className="form form-line">
        <ChoiceField label="Colours" of={THEMES} value={theme} onChange={(chosen) => prefer({ theme: chosen })} />
        <label className="field">
          <span>Time zone</span>
          <select value={timeZone} onChange={({ target }) => prefer({ timeZone: target.value })}>
            <option value="system">That of this device ({own})</option>
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="small muted">
        Times are shown in this zone: it is {formatTime(now)} there. Files, the API and the command line have UTC.
      </p>
      <label className="choice">
        <input type="checkbox" checked={isOn} onChange={({ target }) => turnKeys(target.checked)} />
        <span>
          <strong>Keyboard shortcuts</strong>
          <small>Single keys in runs and reviews. Turn them off if you speak to your computer.</small>
        </span>
      </label>
    </Card>
  )
}
