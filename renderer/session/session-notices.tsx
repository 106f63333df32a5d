import { TroubleAlert } from '../trouble'
import { Bar, Button } from '../ui'
import styles from './session-notices.module.css'
import { dismissProblem, dismissRefusal, keepPassword, logIn, problemKey, useSession } from './store'

/** What the logins have to say: problems, and the offer to keep a password. Takes no room when there is nothing. */
export function SessionNotices() {
  const state = useSession((store) => store.state)
  const refused = useSession((store) => store.refused)
  const dismissed = useSession((store) => store.dismissed)

  const problems = (state?.identities ?? []).flatMap(({ user, problem }) => {
    if (problem === null) return []
    const key = problemKey(user, problem)
    return dismissed.has(key) ? [] : [{ key, user, problem }]
  })
  const offers = (state?.identities ?? []).filter(({ offersToKeepPassword }) => offersToKeepPassword)
  // A refused login mostly appears in the state too; once is enough.
  const shownRefusal = problems.some(({ user }) => user === refused?.user) ? null : refused
  if (problems.length + offers.length === 0 && shownRefusal === null) return null

  return (
    <div className={styles.notices}>
      {problems.map(({ key, user, problem }) => (
        <TroubleAlert key={key} error={problem} onRetry={() => void logIn(user)} onDismiss={() => dismissProblem(key)} />
      ))}
      {shownRefusal !== null && <Refusal {...shownRefusal} />}
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
          The next login then takes one click. {keptWhere[state?.vault.kind ?? 'memory']}
        </Bar>
      ))}
    </div>
  )
}

function Refusal({ user, error }: { user: string | null; error: Parameters<typeof TroubleAlert>[0]['error'] }) {
  return <TroubleAlert error={error} onDismiss={dismissRefusal} {...(user !== null && { onRetry: () => void logIn(user) })} />
}

const keptWhere = {
  keychain: 'It goes to the keychain of this computer.',
  encryptedFile: 'It goes to an encrypted file, as there is no keychain.',
  memory: 'It is kept until Lab Companion quits, as there is no keychain.',
}
