import { RhUiLockIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-lock-icon'
import type { PolicyLock } from '../../core/policy'
import { policyWords } from '../trouble'
import styles from './policy.module.css'
import { usePolicy } from './store'

/** Stands where something cannot be done because of the administrator; `words` where it is another thing than the lock itself. */
export function LockNote({ lock, words = policyWords[lock].set }: { lock: PolicyLock; words?: string }) {
  const contact = usePolicy(({ policy }) => policy?.contact ?? null)
  return (
    <p className={styles.note}>
      <RhUiLockIcon aria-hidden />
      <span>
        <strong>Set by your classroom’s administrator.</strong> {words}.{contact !== null && ` Questions: ${contact}`}
      </span>
    </p>
  )
}

/** The same where there is room for a few words only, under a control. */
export const LOCKED_WHY = 'Set by your classroom’s administrator'
