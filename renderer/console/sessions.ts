import type { MachineRef } from '../../core/contract'
import { keepScreen } from '../screens'
import { isReleaseKey } from './keys'
import { type ConsoleSession, createConsoleSession } from './session'

/** A look at another tab of the object and back must not cost the seat; longer than this nobody means to come back soon. */
const LINGER_MS = 30_000

const open = new Map<string, { session: ConsoleSession; users: number; leaving: ReturnType<typeof setTimeout> | undefined }>()

const keyOf = ({ namespace, name }: MachineRef): string => `${namespace}/${name}`

/** The console of a machine, made at its first use; ends some time after nobody holds it any more. */
export function sessionOf(machine: MachineRef): ConsoleSession {
  const key = keyOf(machine)
  const known = open.get(key)
  if (known !== undefined) return known.session
  const session = createConsoleSession(machine, isReleaseKey)
  open.set(key, { session, users: 0, leaving: setTimeout(() => end(machine), LINGER_MS) })
  return session
}

/** Keeps the console open until a `release` for each. */
export function hold(machine: MachineRef): void {
  const entry = open.get(keyOf(machine))
  if (entry === undefined) return
  clearTimeout(entry.leaving)
  entry.users += 1
}

export function release(machine: MachineRef): void {
  const key = keyOf(machine)
  const entry = open.get(key)
  if (entry === undefined) return
  entry.users -= 1
  const { instance } = entry.session.store.getState().facts
  const canvas = entry.session.elements.screen.querySelector('canvas')
  if (canvas !== null && instance !== null) void keepScreen(machine, instance, canvas)
  if (entry.users === 0) entry.leaving = setTimeout(() => end(machine), LINGER_MS)
}

/** Gives both seats up at once: the console is to be shown elsewhere. */
export function end(machine: MachineRef): void {
  const entry = open.get(keyOf(machine))
  if (entry === undefined) return
  clearTimeout(entry.leaving)
  open.delete(keyOf(machine))
  entry.session.dispose()
}
