import { create } from 'zustand'
import type { AppError, PracticeSnapshot, PracticeStatus, PracticeTrouble, Result } from '../../core/contract'
import { main } from '../border'

interface InstructorStore {
  /** Null until the classroom has told. */
  status: PracticeStatus | null
  snapshots: PracticeSnapshot[]
  /** Names what is being done, such as `reset`; what is pressed meanwhile comes after it. */
  busy: string | null
  /** What came last of what took a while, in a sentence. */
  done: string | null
  problem: AppError | null
}

const nothing: InstructorStore = { status: null, snapshots: [], busy: null, done: null, problem: null }

export const useInstructor = create<InstructorStore>(() => nothing)

/** Asks the classroom how it stands. What is on the page from another time goes first. */
export async function openInstructor(): Promise<void> {
  useInstructor.setState(nothing)
  await refresh()
}

export async function refresh(): Promise<void> {
  const [status, snapshots] = await Promise.all([main.practice.status(), main.practice.snapshots()])
  const failed = [status, snapshots].find((answer) => !answer.ok)
  useInstructor.setState({
    ...(status.ok ? { status: status.value } : {}),
    ...(snapshots.ok ? { snapshots: snapshots.value } : {}),
    problem: failed?.ok === false ? failed.error : null,
  })
}

let turn: Promise<void> = Promise.resolve()

/** One thing after the other, and after each a look how the classroom stands. */
export function act(what: string, call: () => Promise<Result<void>>, done: string | null = null): Promise<void> {
  turn = turn.then(async () => {
    useInstructor.setState({ busy: what, done: null, problem: null })
    const answer = await call()
    await refresh()
    useInstructor.setState(answer.ok ? { busy: null, done } : { busy: null, problem: answer.error })
  })
  return turn
}

/** A way in which all requests go wrong. They exclude each other, as a request has one answer; only slowness goes with each. */
export interface Misfortune {
  id: string
  label: string
  detail: string
  trouble: PracticeTrouble
}

export const misfortunes: readonly Misfortune[] = [
  { id: 'blackhole', label: 'No answer at all', detail: 'Connections stay open and nothing comes.', trouble: { blackhole: true } },
  { id: '401', label: 'Tokens are refused', detail: '401: as after a token was revoked.', trouble: { status: 401 } },
  { id: '403', label: 'Everything is forbidden', detail: '403: as for a user without rights.', trouble: { status: 403 } },
  { id: '410', label: 'Versions are too old', detail: '410: lists and watches have to start again.', trouble: { status: 410 } },
  { id: '429', label: 'Too many requests', detail: '429, asking for five seconds of patience.', trouble: { status: 429, retryAfterSeconds: 5 } },
  { id: '500', label: 'Internal errors', detail: '500: a server that is ill.', trouble: { status: 500 } },
  { id: '507', label: 'The store is full', detail: 'It can be read, and nothing can be changed.', trouble: { status: 507 } },
  { id: 'truncated', label: 'Answers break off', detail: 'Half of each, then the connection closes.', trouble: { body: 'truncated' } },
  { id: 'invalid', label: 'Answers are no JSON', detail: 'Of the right length, and unreadable.', trouble: { body: 'invalid' } },
]

/** As long as a student bears before looking for another reason. */
const SLOW_MS = 3_000

export const isSlow = (status: PracticeStatus): boolean => (status.troubles[0]?.delayMs ?? 0) > 0

/** Which of them is under way. */
export function misfortuneOf({ troubles: [first] }: PracticeStatus): Misfortune | null {
  return misfortunes.find(({ trouble }) => first !== undefined && trouble.blackhole === first.blackhole && trouble.status === first.status && trouble.body === first.body) ?? null
}

export function setMisfortune(misfortune: Misfortune | null, slow: boolean): Promise<void> {
  const trouble = { ...misfortune?.trouble, ...(slow ? { delayMs: SLOW_MS } : {}) }
  return act('trouble', () => main.practice.setTroubles({ troubles: Object.keys(trouble).length === 0 ? [] : [trouble] }))
}
