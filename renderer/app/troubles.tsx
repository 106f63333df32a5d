import { main } from '../border'
import { TroubleAlert } from '../trouble'
import { Bar, Button } from '../ui'
import { dismissNotKept, dismissTrouble, type Trouble, useApp } from './store'
import styles from './troubles.module.css'

/** What belongs to no view, above everything: a disk that does not take the program's own files, and a bug, with its number. */
export function Troubles() {
  const notKept = useApp((store) => store.notKept)
  const trouble = useApp((store) => store.trouble)
  if (notKept === null && trouble === null) return null
  return (
    <div className={styles.place}>
      {notKept !== null && <TroubleAlert error={notKept} onDismiss={dismissNotKept} />}
      {trouble !== null && <Bug {...trouble} />}
    </div>
  )
}

function Bug({ what, incident }: Trouble) {
  return (
      <Bar
        tone="danger"
        role="alert"
        title="Something went wrong inside Lab Companion"
        actions={
          <>
            <Button variant="primary" onClick={() => void main.app.window({ action: 'reload' })}>
              Reload the window
            </Button>
            <Button onClick={() => void main.app.openLog()}>Show log folder</Button>
            <Button variant="plain" onClick={dismissTrouble}>
              Dismiss
            </Button>
          </>
        }
      >
        {what}
        {incident !== null && ` It is written in the log under ${incident}.`}
      </Bar>
  )
}
