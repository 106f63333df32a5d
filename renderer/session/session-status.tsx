import { RhUiWarningFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-warning-fill-icon'
import { RhUiProfileIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-profile-icon'
import type { Identity } from '../../core/contract'
import { IdentityMark, identityHue, Spinner } from '../ui'
import styles from './session-status.module.css'
import { isItself, nameOnServer, useSession } from './store'

/** The status bar's first cell: who the window acts as. */
export function SessionStatus() {
  const state = useSession((store) => store.state)
  const active = state?.identities.find(({ user }) => user === state.active)
  const signingIn = state?.identities.find((identity) => identity.state === 'signingIn')
  return (
    <div role="status" aria-label="Session" className={styles.status}>
      {active?.state === 'signedIn' && <LoggedIn identity={active} />}
      {active?.state === 'expired' && (
        <span className={styles.expired}>
          <RhUiWarningFillIcon />
          Session expired <IdentityMark user={active.user} /> {active.user}
        </span>
      )}
      {active?.state !== 'signedIn' && active?.state !== 'expired' && signingIn === undefined && (
        <span className={styles.nobody}>
          <RhUiProfileIcon />
          Not logged in
        </span>
      )}
      {signingIn !== undefined && (
        <span className={styles.signingIn}>
          <Spinner />
          Logging in as {signingIn.user}
        </span>
      )}
    </div>
  )
}

function LoggedIn({ identity }: { identity: Identity }) {
  const name = nameOnServer(identity)
  return (
    <span data-identity={identityHue(name)} className={styles.identity}>
      <IdentityMark user={name} filled />
      <span>
        <span className="visually-hidden">Logged in as </span>
        {name}
      </span>
      {!isItself(identity) && <span className={styles.other}>{` in ${identity.user}’s terminals`}</span>}
    </span>
  )
}
