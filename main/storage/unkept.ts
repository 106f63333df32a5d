import type { NotSavedReason } from '../../core/contract'
import { writeFailureReason } from './write-failure'

/** Of the program's own files, those that the disk did not take when they were last written, and why. One disk, so one list for the process. */
const failing = new Map<string, NotSavedReason>()
let told: NotSavedReason | null = null
let tell = (_reason: NotSavedReason | null): void => {}

/** Why the program cannot write all of its own files at the moment; null while it can. */
export function unkeptReason(): NotSavedReason | null {
  return [...failing.values()].at(-1) ?? null
}

/** Calls `listener` whenever `unkeptReason` has changed. There is one listener. */
export function onUnkept(listener: (reason: NotSavedReason | null) => void): void {
  tell = listener
}

export function noteUnkept(path: string, error: unknown): void {
  failing.set(path, writeFailureReason(error))
  announce()
}

export function noteKept(path: string): void {
  if (failing.delete(path)) announce()
}

function announce(): void {
  const reason = unkeptReason()
  if (reason === told) return
  told = reason
  tell(reason)
}
