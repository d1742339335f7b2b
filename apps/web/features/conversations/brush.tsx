import { useId, useRef, useState } from 'react'
import { formatCount } from '@techdeck/client/figures'
import { Define } from '../../ui/define.tsx'
import { figureOf, sayFigure } from './figures-of.ts'
import { bins, type Range, type Row } from './slice.ts'

const PARTS = 24

/**
 * How a figure is spread over all conversations and over the slice. Drawing over it chooses what lies between; its two
 * bounds do the same by keyboard.
 */
export function Brush({
  figure,
  rows,
  chosen,
  range: [least, most],
  onChange,
}: {
  figure: string
  rows: readonly Row[]
  chosen: readonly Row[]
  range: Range
  onChange: (range: Range) => void
}) {
  const { name, text, step } = figureOf(figure)
  const heading = useId()
  const plot = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<readonly [number, number] | null>(null)
  const all = valuesOf(rows, figure)
  if (all.length === 0) return null
  const [low, high] = endsOf(all, step)
  const counts = bins(all, [low, high], PARTS)
  const inSlice = bins(valuesOf(chosen, figure), [low, high], PARTS)
  const tallest = Math.max(1, ...counts)
  const [from, to] = drawn ?? [least ?? low, most ?? high]
  // A bound may lie beyond all values.
  const place = (value: number) => Math.min(100, Math.max(0, ((value - low) / (high - low)) * 100))
  const onStep = (value: number) => Math.min(high, Math.max(low, Number((Math.round(value / step) * step).toFixed(4))))
  const valueAt = ({ clientX }: { clientX: number }) => {
    const box = plot.current!.getBoundingClientRect()
    return onStep(low + ((clientX - box.left) / box.width) * (high - low))
  }
  const say = (a: number, b: number) => {
    const [smaller, larger] = a <= b ? [a, b] : [b, a]
    // Without a width it was a click, which clears.
    if (smaller === larger) onChange([null, null])
    else onChange([smaller <= low ? null : smaller, larger >= high ? null : larger])
  }
  const isNarrowed = least !== null || most !== null
  return (
    <figure className="brush" aria-labelledby={heading}>
      <figcaption className="brush-head">
        <span id={heading}>{name}</span>
        <Define what={name}>{text}</Define>
        {isNarrowed && (
          <button
            type="button"
            className="button button-small"
            aria-label={`All of ${name}`}
            onClick={() => onChange([null, null])}
          >
            All
          </button>
        )}
      </figcaption>
      <div
        ref={plot}
        className="brush-plot"
        role="img"
        aria-label={`${name}: ${formatCount(all.length)} conversations between ${sayFigure(figure, low)} and ${sayFigure(figure, high)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrawn([valueAt(event), valueAt(event)])
        }}
        onPointerMove={(event) => drawn && setDrawn([drawn[0], valueAt(event)])}
        onPointerUp={() => {
          if (drawn) say(...drawn)
          setDrawn(null)
        }}
        onPointerCancel={() => setDrawn(null)}
      >
        {counts.map((count, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- parts never move
          <span key={at} className="brush-part">
            <span className="brush-all" style={{ blockSize: `${share(count, tallest)}%` }} />
            <span className="brush-slice" style={{ blockSize: `${share(inSlice[at], tallest)}%` }} />
          </span>
        ))}
        {(drawn !== null || isNarrowed) && (
          <span
            className="brush-chosen"
            style={{
              insetInlineStart: `${place(Math.min(from, to))}%`,
              insetInlineEnd: `${100 - place(Math.max(from, to))}%`,
            }}
          />
        )}
      </div>
      <div className="brush-bounds">
        <Bound
          label={`Least ${name}`}
          value={least}
          ends={[low, high]}
          step={step}
          onChange={(value) => onChange([value, most])}
        />
        <Bound
          label={`Most ${name}`}
          value={most}
          ends={[high, low]}
          step={step}
          onChange={(value) => onChange([least, value])}
        />
      </div>
    </figure>
  )
}

/** One bound as a field; empty for none, which then says where the values end. */
function Bound({
  label,
  value,
  ends: [usual, other],
  step,
  onChange,
}: {
  label: string
  value: number | null
  ends: readonly [number, number]
  step: number
  onChange: (value: number | null) => void
}) {
  return (
    <input
      type="number"
      aria-label={label}
      value={value ?? ''}
      placeholder={String(usual)}
      min={Math.min(usual, other)}
      max={Math.max(usual, other)}
      step={step}
      onChange={({ target }) => onChange(target.value === '' ? null : target.valueAsNumber)}
    />
  )
}

const valuesOf = (rows: readonly Row[], figure: string): number[] =>
  rows.flatMap(({ figures }) => figures[figure] ?? [])

/** Where the values begin and end, as wide as a step at least. */
function endsOf(values: readonly number[], step: number): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  const [from, to] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step]
  return [Number(from.toFixed(4)), Number(Math.max(to, from + step).toFixed(4))]
}

const share = (count: number, of: number): number => (count === 0 ? 0 : Math.max(2, (count / of) * 100))
