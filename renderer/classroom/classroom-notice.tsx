import { TroubleAlert } from '../trouble'
import styles from './classroom-notice.module.css'
import { dismissClassroomTrouble, useClassroom } from './store'

/** A request for another classroom that failed while one is open; without one, the first page says it in its card. */
export function ClassroomNotice() {
  const trouble = useClassroom(({ state, trouble }) => (state?.kind === 'open' ? trouble : null))
  if (trouble === null) return null
  return (
    <div className={styles.place}>
      <TroubleAlert error={trouble.error} onRetry={trouble.retry} onDismiss={dismissClassroomTrouble} />
    </div>
  )
}
