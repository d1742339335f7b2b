/** Which keys do what, and a way to turn them off. */
export function KeysHelp({
  keys,
  isOn,
  turn,
}: {
  keys: readonly (readonly [key: string, what: string])[]
  isOn: boolean
  turn: (on: boolean) => void
}) {
  return (
    <div className="keys small muted">
      <label className="choice-small">
        <input type="checkbox" checked={isOn} onChange={({ target }) => turn(target.checked)} /> Keys
      </label>
      {isOn &&
        keys.map(([key, what]) => (
          <span key={key}>
            <kbd>{key}</kbd> {what}
          </span>
        ))}
    </div>
  )
}
