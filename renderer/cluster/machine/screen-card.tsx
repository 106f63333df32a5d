import { RhUiCodeIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-code-icon'
import { RhUiDesktopIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-desktop-icon'
import type { ClusterObject } from '../../../core/cluster'
import type { ObjectRef } from '../../../core/contract'
import { askForSerial, useLastScreen } from '../../screens'
import { Button } from '../../ui'
import { openObject } from '../stage'
import { timeOf } from '../times'
import styles from './screen-card.module.css'

/** What a running machine's screen showed when the student last looked at it, and the ways there. */
export function ScreenCard({ target, instance }: { target: ObjectRef; instance: ClusterObject }) {
  const shown = useLastScreen(target, instance.uid)
  return (
    <section aria-label="Screen">
      <h2 className={styles.title}>
        Screen
        {shown && <span className={styles.at}>as of {timeOf(shown.at)}</span>}
      </h2>
      {shown && <img className={styles.picture} src={shown.url} alt={`The screen of ${target.name}`} />}
      <div className={styles.ways}>
        <Button size="small" onClick={() => openObject(target, { tab: 'console' })}>
          <RhUiDesktopIcon />
          Open console
        </Button>
        <Button
          size="small"
          variant="plain"
          onClick={() => {
            askForSerial(target)
            openObject(target, { tab: 'console' })
          }}
        >
          <RhUiCodeIcon />
          Serial
        </Button>
      </div>
    </section>
  )
}
