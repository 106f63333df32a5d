import { useId } from 'react'
import { policyWords, TroubleAlert } from '../trouble'
import styles from './policy.module.css'
import { usePolicy } from './store'

/** All that the administrator has set, and what is wrong with the file that says so. */
export function PolicyList() {
  const policy = usePolicy((store) => store.policy)
  const id = useId()
  if (policy === null) return null
  return (
    <>
      {policy.trouble !== null && <TroubleAlert error={policy.trouble} />}
      {policy.locks.length > 0 && (
        <section className={styles.list}>
          <h3 id={id}>Set by your classroom’s administrator</h3>
          <ul aria-labelledby={id}>
            {policy.locks.map((lock) => (
              <li key={lock}>{policyWords[lock].set}</li>
            ))}
          </ul>
          <p>
            In <code>{policy.file}</code>.{policy.contact !== null && ` Questions: ${policy.contact}`}
          </p>
        </section>
      )}
    </>
  )
}
