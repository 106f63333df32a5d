import type { MachineRef } from '../../core/contract'
import { textAt } from '../../core/cluster/raw'
import { type GuestFacts, readGuest } from '../../core/console'
import type { StreamingConnection } from '../session'
import { ask, callPath } from './answers'

/** Three small calls; the facts beside the screen say how old they are. */
const AGAIN_MS = 10_000
/** One that boots answers soon. */
const AGAIN_AFTER_SILENCE_MS = 3_000
/** One question that was not answered does not make what was known wrong. */
const KNOWN_FOR_MS = 60_000

/** Virt-handler waits for an agent that is busy, and an emulated one is busy for long. */
const ANSWER_WITHIN_MS = 20_000

export interface AgentPoll {
  /** Something has changed on which the answer depends: ask now. */
  ask(): void
  dispose(): void
}

/** Asks a guest's agent again and again, one question at a time, and tells what comes of it. */
export function pollAgent(read: () => Promise<GuestFacts>, tell: (guest: GuestFacts) => void): AgentPoll {
  let isAsking = false
  let isAskedAgain = false
  let isOver = false
  let answered = -Infinity
  let timer: NodeJS.Timeout | undefined

  const ask = async (): Promise<void> => {
    clearTimeout(timer)
    isAskedAgain = isAsking
    if (isAsking || isOver) return
    isAsking = true
    const guest = await read()
    isAsking = false
    if (isOver) return
    if (guest.state === 'known') answered = performance.now()
    if (guest.state === 'waiting' || guest.state === 'missing') answered = -Infinity
    if (guest.state !== 'silent' || performance.now() - answered > KNOWN_FOR_MS) tell(guest)
    if (isAskedAgain) return ask()
    timer = setTimeout(() => void ask(), guest.state === 'silent' ? AGAIN_AFTER_SILENCE_MS : AGAIN_MS)
  }
  return {
    ask: () => void ask(),
    dispose() {
      isOver = true
      clearTimeout(timer)
    },
  }
}

/** What the agent of a running machine tells, by the three calls that KubeVirt has for it. */
export async function readAgent(connection: StreamingConnection, machine: MachineRef, instance: unknown): Promise<GuestFacts> {
  try {
    const [info, users, fileSystems] = await Promise.all(['guestosinfo', 'userlist', 'filesystemlist'].map((call) => ask(connection, callPath(machine, call), ANSWER_WITHIN_MS)))
    if (info === undefined || info.status !== 200) return { state: 'silent', message: (textAt(info?.body, ['message']) ?? info?.text ?? '').slice(0, 300) }
    return readGuest({ info: info.body, users: users?.body, fileSystems: fileSystems?.body, instance, asked: new Date().toISOString() })
  } catch {
    return { state: 'silent', message: '' }
  }
}
