import { create } from 'zustand'
import type { AppError, Identity, Result, SessionState } from '../../core/contract'
import { main } from '../border'

interface Refusal {
  user: string | null
  error: AppError
}

interface SessionStore {
  /** Null until main has told. */
  state: SessionState | null
  /** A request about a user that main refused, where the state itself carries no problem. */
  refused: Refusal | null
  /** Problems that the student has put away, by `problemKey`. */
  dismissed: ReadonlySet<string>
}

export const useSession = create<SessionStore>(() => ({ state: null, refused: null, dismissed: new Set() }))

/** The identity whose cluster the window shows, when it is logged in or was. */
export function useActiveUser(): string | null {
  return useSession(({ state }) => state?.active ?? null)
}

/** Names what is wrong, whoever it concerns: each try at a server that is away fails in words of its own. */
export function subjectOf(error: AppError): string {
  return error.kind === 'cluster.unreachable' || error.kind === 'cluster.untrusted' ? `${error.kind} ${error.address}` : JSON.stringify(error)
}

/** Names one problem of one user; a new login that fails the same way is a new problem because it clears the old one first. */
export function problemKey(user: string, error: AppError): string {
  return `${user} ${subjectOf(error)}`
}

/** Stands for the clocks that are apart among the problems that were put away. */
export const CLOCK = 'clock'

export function dismissProblem(keys: readonly string[]): void {
  useSession.setState(({ dismissed }) => ({ dismissed: new Set([...dismissed, ...keys]) }))
}

export function dismissRefusal(): void {
  useSession.setState({ refused: null })
}

function take(state: SessionState): void {
  const problems = new Set(state.identities.flatMap(({ user, problem }) => (problem === null ? [] : [problemKey(user, problem)])))
  if (state.clockAheadMs !== null) problems.add(CLOCK)
  useSession.setState((before) => {
    const isSameClassroom = before.state?.classroom?.id === state.classroom?.id
    return {
      state,
      dismissed: new Set(isSameClassroom ? [...before.dismissed].filter((key) => problems.has(key)) : []),
      refused: isSameClassroom && before.refused !== null && !isOver(before.refused, state) && !isTold(before.refused, state) ? before.refused : null,
    }
  })
}

/** Whether the user's own problem is the same one. */
function isTold({ user, error }: Refusal, { identities }: SessionState): boolean {
  const problem = identities.find((identity) => identity.user === user)?.problem ?? null
  return problem !== null && subjectOf(problem) === subjectOf(error)
}

/** True once whoever was refused, or whoever is shown, is logged in and has nothing to complain of. */
function isOver({ user, error }: Refusal, { identities, active }: SessionState): boolean {
  if (user === null && !error.kind.startsWith('cluster.')) return false
  const identity = identities.find((candidate) => candidate.user === (user ?? active))
  return identity?.state === 'signedIn' && identity.problem === null
}

async function ask(user: string | null, call: Promise<Result<void>>): Promise<void> {
  useSession.setState({ refused: null })
  const answer = await call
  if (answer.ok) return
  const refused = { user, error: answer.error }
  // The state that tells of it as well, and takes it back by itself, may come before this answer or after it.
  const { state } = useSession.getState()
  if (state === null || !isTold(refused, state)) useSession.setState({ refused })
}

export const logIn = (user: string) => ask(user, main.session.login({ user }))
export const logOut = (user: string) => ask(user, main.session.logout({ user }))
export const activate = (user: string) => ask(user, main.session.activate({ user }))
export const verifyAll = () => ask(null, main.session.verify())
export const answerTrust = (id: string, trust: boolean) => ask(null, main.session.answerTrust({ id, trust }))
export const keepPassword = (user: string, keep: boolean) => ask(user, main.session.keepPassword({ user, keep }))
export const forgetPassword = (user: string) => ask(user, main.session.forget({ user }))
export const forgetAllPasswords = () => ask(null, main.session.forgetAll())
export const setOwnKubeconfig = (on: boolean) => ask(null, main.session.useOwnKubeconfig({ on }))
export const openConsole = () => ask(null, main.session.openConsole())

/** Who somebody who is logged in acts as: what counts is what the server says, not whose terminals they are. */
export const nameOnServer = ({ user, verifiedAs }: Identity): string => verifiedAs ?? user

/** False as well for a user whose terminals are logged in as somebody else. */
export const isItself = (identity: Identity): boolean => identity.state === 'signedIn' && nameOnServer(identity) === identity.user

/** What a click on a user's button does: a login that is there is brought to front, any other is begun. */
export function chooseIdentity(identity: Identity): void {
  void (isItself(identity) ? activate(identity.user) : logIn(identity.user))
}

/** Follows main. Called once, before the first paint. */
export function startSession(): void {
  main.session.on.changed(take)
  void main.session.get().then((answer) => {
    if (answer.ok) take(answer.value)
  })
}
