import { useEffect, useRef, useState } from 'react'
import { isFinal, type ExecutionView } from '@techdeck/contracts'

const WANTED = 'techdeck.tell-me'

const isThere = (): boolean => 'Notification' in globalThis
const isWanted = (): boolean =>
  isThere() && Notification.permission === 'granted' && localStorage.getItem(WANTED) !== null

/** Has the browser say that a run has ended which was under way here, where somebody wants that. It names no data. */
export function useTellEnd({ id, status }: Pick<ExecutionView, 'id' | 'status'>): void {
  const wasUnderWay = useRef(false)
  useEffect(() => {
    const isOver = isFinal(status)
    if (isOver && wasUnderWay.current && isWanted())
      new Notification('TechDeck', { body: `The run is ${status}.`, tag: id }).addEventListener('click', () => focus())
    wasUnderWay.current = !isOver
  }, [id, status])
}

export function TellMe() {
  const [isOn, setOn] = useState(isWanted)
  if (!isThere()) return null
  const choose = async (on: boolean) => {
    const may = on && (await Notification.requestPermission()) === 'granted'
    if (may) localStorage.setItem(WANTED, 'yes')
    else localStorage.removeItem(WANTED)
    setOn(may)
  }
  return (
    <label className="choice-small small">
      <input type="checkbox" checked={isOn} onChange={({ target }) => void choose(target.checked)} />
      Tell me when it ends
    </label>
  )
}
