import type { TabState } from '../../core/contract'

/** The clock on the wall, to the second: `10:35:58`. */
export function sayTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

export function sayEnd({ code, signal }: Extract<TabState, { kind: 'exited' }>, what: 'Shell' | 'Connection'): string {
  if (code === null) return `${what} ended with the earlier run of Lab Companion`
  return signal === null ? `${what} ended with exit status ${code}` : `${what} ended by signal ${signal}`
}
