import type { Histogram } from '../figures.ts'

const WIDTH = 640
const HEIGHT = 240
const LEFT = 48
const BOTTOM = 32
const TOP = 32

/** Scores in [0, 1] by twentieths. Only numbers and our own words stand in it. */
export const histogramSvg = (title: string, bins: Histogram): string =>
  barsSvg(
    title,
    bins.map((count, at) => ({ count, label: at % 4 === 0 ? (at / bins.length).toFixed(1) : '' })),
  )

/** Counts by powers of two. */
export function lengthsSvg(title: string, lengths: { readonly [bin: string]: number }): string {
  const last = Math.max(0, ...Object.keys(lengths).map(Number))
  const bars = Array.from({ length: last + 1 }, (_, at) => ({
    count: lengths[at] ?? 0,
    label: at === 0 ? '1' : `${2 ** at}–${2 ** (at + 1) - 1}`,
  }))
  return barsSvg(title, bars)
}

function barsSvg(title: string, bars: readonly { count: number; label: string }[]): string {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const step = (WIDTH - LEFT) / bars.length
  const height = HEIGHT - TOP - BOTTOM
  const total = bars.reduce((sum, { count }) => sum + count, 0)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}, ${total} conversations" font-family="sans-serif" font-size="12">`,
    `<text x="${LEFT}" y="18">${title} (${total} conversations)</text>`,
    `<text x="${LEFT - 6}" y="${TOP + 10}" text-anchor="end">${most}</text>`,
    `<text x="${LEFT - 6}" y="${TOP + height}" text-anchor="end">0</text>`,
    `<path d="M${LEFT} ${TOP}V${TOP + height}H${WIDTH}" fill="none" stroke="#888"/>`,
    ...bars.flatMap(({ count, label }, at) => {
      const x = LEFT + at * step
      const h = (count / most) * height
      return [
        `<rect x="${place(x + 1)}" y="${place(TOP + height - h)}" width="${place(step - 2)}" height="${place(h)}" fill="#4477aa"><title>${label}: ${count}</title></rect>`,
        ...(label === ''
          ? []
          : [`<text x="${place(x + step / 2)}" y="${HEIGHT - 12}" text-anchor="middle">${label}</text>`]),
      ]
    }),
    '</svg>',
    '',
  ].join('\n')
}

const place = (value: number): string => value.toFixed(1)
