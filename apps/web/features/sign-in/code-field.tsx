import { useEffect, useRef } from 'react'

/** Where a code of an authenticator, or a recovery code, is typed. It is what the page now waits for. */
export function CodeField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <label className="field">
      <span>Code of your authenticator</span>
      <input
        ref={input}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        required
        minLength={6}
        maxLength={64}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <small>Six digits, or one of your recovery codes.</small>
    </label>
  )
}
