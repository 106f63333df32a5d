import { type AppError, AppFailure, type IdentityState } from '../../core/contract'
import type { Log } from '../log'
import { isSameServer, readKubeconfig } from './kubeconfig'
import { watchFile } from './watch-file'
import type { Answer } from './who-am-i'

/** One cluster user of the classroom: what its kubeconfig says, confirmed by the server. */
export interface IdentityTracker {
  readonly user: string
  readonly kubeconfig: string
  state(): IdentityState
  verifiedAs(): string | null
  problem(): AppError | null
  /** Confirmed by the server; null otherwise. */
  token(): string | null
  /** Reads the kubeconfig and asks the server. Resolves when the state is what they say; never rejects. */
  refresh(): Promise<void>
  /** Shows `signingIn` until `endLogin`, whatever the kubeconfig still says, unless it says that the login has succeeded. */
  beginLogin(): void
  endLogin(problem: AppError | null): Promise<void>
  dispose(): void
}

interface IdentityOptions {
  user: string
  kubeconfig: string
  apiUrl: string
  /** Whether a login found in the file, by the name in it, belongs to this identity: a file of its own always does. */
  owns: (name: string) => boolean
  /** Rejects with AppFailure. */
  ask: (token: string) => Promise<Answer>
  /** Whether the server at this address can be spoken to at all. */
  answers: (address: string) => Promise<boolean>
  onChanged: () => void
  log: Log
}

/**
 * While logged in, the server is asked this often even when nothing else happens, so that a token that ran out overnight is not shown as a login
 * for longer; one small request per identity, 120 an hour. Everything that really uses the token learns of a 401 at once.
 */
const HEARTBEAT_MS = 30_000

/** A login that could not be confirmed, because the server was out of reach, is tried again this often: soon enough for somebody who waits. */
const RETRY_MS = 5_000

export function trackIdentity({ user, kubeconfig, apiUrl, owns, ask, answers, onChanged, log }: IdentityOptions): IdentityTracker {
  let state: IdentityState = 'signedOut'
  let verifiedAs: string | null = null
  let problem: AppError | null = null
  /** Why the last login failed. */
  let failed: AppError | null = null
  let token: string | null = null
  let isLoggingIn = false
  let isDisposed = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let waiting: Promise<void> | null = null

  /** One that passes by itself comes and goes with the network: it is none of the troubles that a helper reads first. */
  const noteProblem = (next: AppError): void => {
    if (next.kind === problem?.kind) return
    const { kind, ...details } = next
    log[passesByItself(next) ? 'info' : 'warn'](`${user}: ${kind} ${JSON.stringify(details)}`)
  }

  const become = (next: IdentityState, details: { token?: string; verifiedAs?: string; problem?: AppError | null } = {}): void => {
    if (isDisposed) return
    const shown = isLoggingIn && next !== 'signedIn' ? 'signingIn' : next
    if (shown !== state) log.info(`${user} is ${shown}`)
    state = shown
    token = details.token ?? null
    verifiedAs = details.verifiedAs ?? null
    if (details.problem) noteProblem(details.problem)
    problem = details.problem ?? null
    onChanged()
  }
  const plan = (delayMs: number): void => {
    clearTimeout(timer)
    if (isDisposed) return
    timer = setTimeout(() => void refresh(), delayMs)
    timer.unref()
  }

  const check = async (): Promise<void> => {
    clearTimeout(timer)
    // Why the last login failed stays readable until something changes.
    const lasting = problem !== null && (problem.kind.startsWith('auth.') || isRemark(problem) || (problem === failed && !passesByItself(problem))) ? problem : null
    let context: Awaited<ReturnType<typeof readKubeconfig>>
    try {
      context = await readKubeconfig(kubeconfig)
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      return become('signedOut', { problem: error.error })
    }
    const found = context?.token
    if (context === null || !found || !isSameServer(context.server, apiUrl) || !owns(nameIn(context.userEntry))) {
      const outage = problem
      if (outage !== null && passesByItself(outage) && !(await answers(outage.address))) {
        plan(RETRY_MS)
        // A login that has begun meanwhile has taken the problem back.
        return become('signedOut', { problem: problem === null ? null : outage })
      }
      // What was said about a login is over when that login is.
      return become('signedOut', { problem: token !== null || lasting?.kind === 'auth.expired' ? null : lasting })
    }
    log.hide(found)
    let answer: Answer
    try {
      answer = await ask(found)
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      plan(RETRY_MS)
      // Out of reach is not logged out: what was confirmed stays until the server says otherwise.
      return token === found && verifiedAs !== null ? become('signedIn', { token: found, verifiedAs, problem: error.error }) : become('signedOut', { problem: error.error })
    }
    if (answer.kind === 'unauthorized') return become('expired', { problem: { kind: 'auth.expired', user } })
    plan(HEARTBEAT_MS)
    become('signedIn', { token: found, verifiedAs: answer.name, problem: lasting !== null && isRemark(lasting) ? lasting : null })
  }

  // Whoever asks while a check is under way gets a later one: its own reason may be newer than what the first one read.
  const refresh = (): Promise<void> => {
    if (isDisposed) return Promise.resolve()
    if (running === null) {
      running = check()
        .catch((error: unknown) => void log.incident(error, `identity ${user}`))
        .finally(() => {
          running = null
        })
      return running
    }
    waiting ??= running.then(() => {
      waiting = null
      return refresh()
    })
    return waiting
  }

  const unwatch = watchFile(kubeconfig, () => void refresh())

  return {
    user,
    kubeconfig,
    state: () => state,
    verifiedAs: () => verifiedAs,
    problem: () => problem,
    token: () => token,
    refresh,
    beginLogin() {
      isLoggingIn = true
      problem = null
      if (state !== 'signedIn') state = 'signingIn'
      onChanged()
    },
    async endLogin(failure) {
      isLoggingIn = false
      // A login that succeeded has just been confirmed.
      if (failure !== null || state !== 'signedIn') await refresh()
      failed = failure
      if (failure !== null) {
        noteProblem(failure)
        problem = failure
        // Without a login there is nothing else that would notice the end of an outage.
        if (passesByItself(failure)) plan(RETRY_MS)
      }
      onChanged()
    },
    dispose() {
      isDisposed = true
      clearTimeout(timer)
      unwatch()
    },
  }
}

/** A server that is away comes back; one that is no API server does not become one. */
function passesByItself(error: AppError): error is Extract<AppError, { kind: 'cluster.unreachable' }> {
  return error.kind === 'cluster.unreachable' && error.reason !== 'notAnApi'
}

/** What remains to be said of a login that succeeded. */
function isRemark({ kind }: AppError): boolean {
  return kind === 'local.ocMissing' || kind === 'local.fileSetAside'
}

/** `developer/api-example-com:6443` -> `developer`. */
function nameIn(userEntry: string): string {
  return userEntry.slice(0, userEntry.lastIndexOf('/') === -1 ? undefined : userEntry.lastIndexOf('/'))
}
