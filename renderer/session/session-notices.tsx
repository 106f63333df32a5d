import type { AppError, Identity, SessionState } from '../../core/contract'
import { TroubleAlert } from '../trouble'
import { Bar, Button } from '../ui'
import styles from './session-notices.module.css'
import { CLOCK, dismissProblem, dismissRefusal, keepPassword, logIn, problemKey, subjectOf, useSession, verifyAll } from './store'
import { keptWhere } from './vault-words'

/** What the logins have to say: problems, and the offer to keep a password. Takes no room when there is nothing. */
export function SessionNotices() {
  const state = useSession((store) => store.state)
  const refused = useSession((store) => store.refused)
  const dismissed = useSession((store) => store.dismissed)

  const problems = state === null ? [] : problemsToShow(state, dismissed)
  const offers = (state?.identities ?? []).filter(({ offersToKeepPassword }) => offersToKeepPassword)
  const clock = state === null || state.clockAheadMs === null || dismissed.has(CLOCK) ? null : state.clockAheadMs
  const locked = state === null ? null : waitsForKeychain(state)
  if (problems.length + offers.length === 0 && refused === null && locked === null && clock === null) return null

  return (
    <div className={styles.notices}>
      {clock !== null && <TroubleAlert error={{ kind: 'cluster.clock', aheadMs: clock }} onRetry={() => void verifyAll()} onDismiss={() => dismissProblem([CLOCK])} />}
      {problems.map(({ subject, error, identities }) => (
        <TroubleAlert
          key={subject}
          error={error}
          concerns={identities.map(({ user }) => user)}
          onRetry={() => tryAgain(error, identities)}
          onDismiss={() => dismissProblem(identities.map(({ user, problem }) => problemKey(user, problem ?? error)))}
        />
      ))}
      {refused !== null && <Refused {...refused} />}
      {locked !== null && (
        <Bar tone="warning" role="status" title={`The keychain is locked: the password of ${locked} cannot be read`}>
          Type it at the prompt in the terminal. Or unlock the keychain, press Ctrl+C there and log in again.
        </Bar>
      )}
      {offers.map(({ user }) => (
        <Bar
          key={user}
          tone="info"
          role="status"
          title={`Keep the password of ${user}?`}
          actions={
            <>
              <Button variant="primary" onClick={() => void keepPassword(user, true)}>
                Keep password
              </Button>
              <Button onClick={() => void keepPassword(user, false)}>Not now</Button>
            </>
          }
        >
          The next login then takes one click. {state !== null && keptWhere(state.vault)}
        </Bar>
      ))}
    </div>
  )
}

function Refused({ user, error }: { user: string | null; error: AppError }) {
  return <TroubleAlert error={error} onDismiss={dismissRefusal} {...(user !== null && { onRetry: () => void logIn(user) })} />
}

interface Problem {
  subject: string
  error: AppError
  /** Whom it concerns, at least one. */
  identities: Identity[]
}

/** Each thing that is wrong once, whoever complains of it, without what was put away and what the tree says of itself. */
function problemsToShow(state: SessionState, dismissed: ReadonlySet<string>): Problem[] {
  const found = new Map<string, Problem>()
  for (const identity of state.identities) {
    const { user, problem } = identity
    if (problem === null || dismissed.has(problemKey(user, problem))) continue
    const subject = subjectOf(problem)
    const known = found.get(subject)
    if (known === undefined) found.set(subject, { subject, error: problem, identities: [identity] })
    else known.identities.push(identity)
  }
  return [...found.values()].filter((problem) => !treeSaysIt(problem, state))
}

/** The tree shows the active user's cluster, since when it is not live, and what the server says: the same outage is not told twice. */
function treeSaysIt({ error, identities }: Problem, { active, classroom }: SessionState): boolean {
  const isOutage = (error.kind === 'cluster.unreachable' && error.address === classroom?.apiUrl) || error.kind === 'cluster.refused'
  return isOutage && identities.some(({ user, state }) => user === active && state === 'signedIn')
}

/** Who has to type a password only because the keychain does not give it. */
function waitsForKeychain({ vault, identities }: SessionState): string | null {
  if (vault.reason !== 'locked') return null
  return identities.find(({ state, hasPassword }) => state === 'signingIn' && !hasPassword)?.user ?? null
}

function tryAgain(error: AppError, identities: readonly Identity[]): void {
  const waiting = identities.find(({ state }) => state !== 'signedIn')
  // A certificate is asked about anew only at a login.
  const user = error.kind === 'cluster.untrusted' ? identities[0]?.user : waiting?.user
  void (user === undefined ? verifyAll() : logIn(user))
}
