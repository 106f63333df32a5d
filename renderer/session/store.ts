import { create } from 'zustand'
import type { AppError, Identity, Result, SessionState } from '../../core/contract'
import { main } from '../border'

interface SessionStore {
  /** Null until main has told. */
  state: SessionState | null
  /** A request about a user that main refused, where the state itself carries no problem. */
  refused: { user: string | null; error: AppError } | null
  /** Problems that the student has put away, by `problemKey`. */
  dismissed: ReadonlySet<string>
}

export const useSession = create<SessionStore>(() => ({ state: null, refused: null, dismissed: new Set() }))

/** The identity whose cluster the window shows, when it is logged in or was. */
export function useActiveUser(): string | null {
  return useSession(({ state }) => state?.active ?? null)
}

/** Names one problem of one user; a new login that fails the same way is a new problem because it clears the old one first. */
export function problemKey(user: string, error: AppError): string {
  return `${user} ${JSON.stringify(error)}`
}

export function dismissProblem(key: string): void {
  useSession.setState(({ dismissed }) => ({ dismissed: new Set([...dismissed, key]) }))
}

export function dismissRefusal(): void {
  useSession.setState({ refused: null })
}

function take(state: SessionState): void {
  const problems = new Set(state.identities.flatMap(({ user, problem }) => (problem === null ? [] : [problemKey(user, problem)])))
  useSession.setState(({ dismissed }) => ({ state, dismissed: new Set([...dismissed].filter((key) => problems.has(key))) }))
}

async function ask(user: string | null, call: Promise<Result<void>>): Promise<void> {
  useSession.setState({ refused: null })
  const answer = await call
  if (!answer.ok) useSession.setState({ refused: { user, error: answer.error } })
}

export const logIn = (user: string) => ask(user, main.session.login({ user }))
export const logOut = (user: string) => ask(user, main.session.logout({ user }))
export const activate = (user: string) => ask(user, main.session.activate({ user }))
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
