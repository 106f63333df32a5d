import { useState } from 'react'
import { TroubleAlert } from '../trouble'
import styles from './policy.module.css'
import { usePolicy } from './store'

/** Over everything else: a policy that nobody can read locks more than was meant, and whoever sees it should tell. */
export function PolicyNotice() {
  const trouble = usePolicy(({ policy }) => policy?.trouble ?? null)
  const [isRead, setRead] = useState(false)
  if (trouble === null || isRead) return null
  return (
    <div className={styles.place}>
      <TroubleAlert error={trouble} onDismiss={() => setRead(true)} />
    </div>
  )
}
