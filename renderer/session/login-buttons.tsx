import type { Identity } from '../../core/contract'
import { classes, IdentityMark, identityHue, Spinner } from '../ui'
import styles from './login-buttons.module.css'
import { chooseIdentity, isItself, useSession } from './store'

/** One button for each cluster user. Below 1,200 px those that are not in use shrink to their letters. */
export function LoginButtons() {
  const state = useSession((store) => store.state)
  if (state === null) return null
  return (
    <div role="group" aria-label="Users" className={styles.group}>
      {state.identities.map((identity) => (
        <LoginButton key={identity.user} identity={identity} active={identity.user === state.active} />
      ))}
    </div>
  )
}

function LoginButton({ identity, active }: { identity: Identity; active: boolean }) {
  const { user, hint } = identity
  const signingIn = identity.state === 'signingIn'
  const inUse = active && isItself(identity)
  const words = buttonWords(identity, active)
  return (
    <button
      type="button"
      data-identity={identityHue(user)}
      className={classes(styles.button, (inUse || signingIn) && styles.inUse)}
      aria-label={words}
      aria-pressed={inUse}
      aria-busy={signingIn || undefined}
      title={hint === null ? words : `${words}\nPassword: ${hint}`}
      onClick={() => signingIn || chooseIdentity(identity)}
    >
      {signingIn ? <Spinner /> : <IdentityMark user={user} filled={isItself(identity)} />}
      <span className={styles.words}>{words}</span>
    </button>
  )
}

function buttonWords(identity: Identity, active: boolean): string {
  const { user, state } = identity
  if (state === 'signingIn') return `Logging in as ${user}`
  // A user who is logged in behind another is one click away as well: the same words for the same click.
  return active && isItself(identity) ? `Logged in as ${user}` : `Log in as ${user}`
}
