import { Button, IdentityMark, StatusIcon, Switch } from '../ui'
import styles from './password-settings.module.css'
import { forgetAllPasswords, forgetPassword, setOwnKubeconfig, useSession } from './store'
import { vaultSentence } from './vault-words'

/** Where the passwords are, how to be rid of them, and whose kubeconfig the terminals use. */
export function PasswordSettings() {
  const state = useSession((store) => store.state)
  if (state === null) return null
  return (
    <div className={styles.settings}>
      <section>
        <h3>Passwords</h3>
        <p className={styles.vault}>
          <StatusIcon tone={state.vault.kind === 'memory' ? 'warning' : 'ok'} />
          {vaultSentence(state.vault)}
        </p>
        <ul className={styles.list}>
          {state.identities.map(({ user, hasPassword }) => (
            <li key={user}>
              <IdentityMark user={user} filled={hasPassword} />
              <span className={styles.name}>{user}</span>
              {hasPassword ? <Button onClick={() => void forgetPassword(user)}>{`Forget ${user}'s password`}</Button> : <span className={styles.none}>no password kept</span>}
            </li>
          ))}
        </ul>
        {state.identities.length === 0 && <p className={styles.none}>Open a classroom to see its users.</p>}
        <Button variant="danger" onClick={() => void forgetAllPasswords()}>
          Forget all
        </Button>
        <p>Forgets the passwords of all classrooms, with those of machines and guests.</p>
      </section>
      <section>
        <h3>Kubeconfig</h3>
        <Switch label="Use my own ~/.kube/config in terminals" checked={state.usesOwnKubeconfig} onChange={(on) => void setOwnKubeconfig(on)} />
        <p>
          {state.usesOwnKubeconfig
            ? 'Every terminal shares one login, as outside of Lab Companion.'
            : 'Every user has a kubeconfig of their own, so that all can be logged in at once. Your ~/.kube/config is not touched.'}
        </p>
      </section>
    </div>
  )
}
