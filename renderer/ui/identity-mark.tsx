import { classes } from './classes'
import styles from './identity-mark.module.css'

// The classroom's usual three have a colour each; others share one and are told apart by letter.
const hues = ['admin', 'developer', 'kubeadmin']

/** Value of the attribute `data-identity`, under which `--id` and `--id-tint` are this user's colours. */
export function identityHue(user: string): string {
  return hues.includes(user) ? user : 'other'
}

/** 16 px letter mark: outlined is available, filled is in use. Decoration: the name stands beside it. */
export function IdentityMark({ user, filled = false }: { user: string; filled?: boolean }) {
  return (
    <span
      aria-hidden="true"
      data-identity={identityHue(user)}
      data-letter={(Array.from(user)[0] ?? '?').toUpperCase()}
      className={classes(styles.mark, filled && styles.filled)}
    />
  )
}
