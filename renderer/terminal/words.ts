import type { TabState } from '../../core/contract'

/** As short as the gutter has room for: `0.2 s`, `42 s`, `3 min 5 s`, `1 h 12 min`. */
export function sayDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 10) return `${(ms / 1000).toFixed(1)} s`
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** The clock on the wall, to the second: `10:35:58`. */
export function sayTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

export function sayEnd({ code, signal }: Extract<TabState, { kind: 'exited' }>, what: 'Shell' | 'Connection'): string {
  if (code === null) return `${what} ended with the earlier run of Lab Companion`
  return signal === null ? `${what} ended with exit status ${code}` : `${what} ended by signal ${signal}`
}
