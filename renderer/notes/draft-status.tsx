import { RhUiCheckIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-check-icon'
import type { DraftState } from './draft'
import { classes, Spinner, StatusIcon } from '../ui'
import styles from './draft-status.module.css'
import { sayDraft } from './words'

/** Whether what is in the editor is on disk. */
export function DraftStatus({ draft }: { draft: DraftState }) {
  const words = sayDraft(draft)
  return (
    <span role="status" aria-label={words} title={words} className={classes(styles.status, draft.kind === 'notSaved' && styles.notSaved)}>
      {draft.kind === 'saved' && <RhUiCheckIcon className={styles.saved ?? ''} />}
      {draft.kind === 'saving' && <Spinner />}
      {draft.kind === 'notSaved' && <StatusIcon tone="danger" />}
      <span className={styles.words}>{words}</span>
    </span>
  )
}
