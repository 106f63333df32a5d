import { RhUiInProgressIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-in-progress-icon'
import styles from './spinner.module.css'

/** Decoration only: the words beside it say what is under way. */
export function Spinner() {
  return <RhUiInProgressIcon className={styles.spinner ?? ''} />
}
