import { RhUiCopyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-copy-icon'
import { IconButton } from '../../ui'
import styles from './command-line.module.css'
import { copyText } from './copy'

/** The line that shows the same in a terminal. */
export function CommandLine({ line }: { line: string }) {
  return (
    <p className={styles.line}>
      <span>The same in a terminal:</span>
      <code>{line}</code>
      <IconButton label="Copy as oc command" size="small" onClick={() => copyText(line)}>
        <RhUiCopyIcon />
      </IconButton>
    </p>
  )
}
