/** A few views of the same thing, of which one is shown. */
export const Segmented = <Key extends string>({
  label,
  choices,
  chosen,
  onChoose,
}: {
  label: string
  choices: readonly (readonly [key: Key, name: string])[]
  chosen: Key
  onChoose: (key: Key) => void
}) => (
  <div className="segmented" role="group" aria-label={label}>
    {choices.map(([key, name]) => (
      <button key={key} type="button" aria-pressed={chosen === key} onClick={() => onChoose(key)}>
        {name}
      </button>
    ))}
  </div>
)
