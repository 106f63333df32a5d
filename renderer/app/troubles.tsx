import { main } from '../border'
import { Bar, Button } from '../ui'
import { dismissTrouble, useApp } from './store'
import styles from './troubles.module.css'

/** An error that belongs to no view: said once, with its number, above everything. */
export function Troubles() {
  const trouble = useApp((store) => store.trouble)
  if (trouble === null) return null
  return (
    <div className={styles.place}>
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
        {trouble.what}
        {trouble.incident !== null && ` It is written in the log under ${trouble.incident}.`}
      </Bar>
    </div>
  )
}
