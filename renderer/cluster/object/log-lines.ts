import { useEffect, useState } from 'react'
import { visibleText } from '../../../core/cluster/log-text'
import type { AppError } from '../../../core/contract'
import { holdStream } from './hold-stream'

/** More than a screen ever needs; what came before is on the cluster, and in `oc logs`. */
export const MAX_LINES = 10_000

export interface LogLine {
  /** Counts from the first line that came: stays when lines before it are dropped. */
  id: number
  time: string
  text: string
}

export interface LogSource {
  namespace: string
  pod: string
  container: string
  previous: boolean
}

export interface Log {
  lines: readonly LogLine[]
  dropped: number
  /** `ended`: the container has, or the server closed the log. */
  state: 'opening' | 'open' | 'ended'
  error: AppError | null
  /** Opens it anew. */
  again: () => void
}

const opening = { lines: [] as readonly LogLine[], dropped: 0, state: 'opening' as Log['state'], error: null as AppError | null }

/** The last lines of a container's log. More is asked for only when what has come was drawn. */
export function useLog({ namespace, pod, container, previous }: LogSource): Log {
  const [log, setLog] = useState(opening)
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (container === '') return
    let lines: LogLine[] = []
    let next = 0
    let drawing = 0
    const settle: (() => void)[] = []
    const draw = (): void => {
      drawing = 0
      setLog((before) => ({ ...before, state: before.state === 'opening' ? 'open' : before.state, lines, dropped: next - lines.length }))
      // Consumed once it is drawn: a flood waits at the server, not here.
      requestAnimationFrame(() => settle.splice(0).forEach((consumed) => consumed()))
    }
    const letGo = holdStream('log', { namespace, pod, container, previous, lines: MAX_LINES }, {
      receive(batch, consumed) {
        const fresh = batch.lines.map(({ time, text }) => ({ id: next++, time, text: visibleText(text) }))
        lines = [...lines, ...fresh].slice(-MAX_LINES)
        settle.push(consumed)
        drawing ||= requestAnimationFrame(draw)
      },
      ended: (error) => setLog((before) => ({ ...before, state: 'ended', error })),
      opened: () => setLog((before) => ({ ...before, state: before.state === 'opening' ? 'open' : before.state })),
    }) // prettier-ignore
    return () => {
      cancelAnimationFrame(drawing)
      letGo()
      setLog(opening)
    }
  }, [namespace, pod, container, previous, attempt])
  return { ...log, again: () => setAttempt((count) => count + 1) }
}
