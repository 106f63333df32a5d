import { RhUiCheckCircleFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-check-circle-fill-icon'
import { RhUiErrorFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-error-fill-icon'
import { RhUiHourglassIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-hourglass-icon'
import { RhUiOffIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-off-icon'
import { RhUiPauseCircleIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-pause-circle-icon'
import { RhUiSyncAltIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-sync-alt-icon'
import { RhUiWarningFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-warning-fill-icon'
import type { Tone } from '../../core/cluster/model'
import { classes } from './classes'
import { Spinner } from './spinner'
import styles from './status-icon.module.css'

const icons = {
  ok: RhUiCheckCircleFillIcon,
  running: RhUiSyncAltIcon,
  progress: Spinner,
  waiting: RhUiHourglassIcon,
  paused: RhUiPauseCircleIcon,
  danger: RhUiErrorFillIcon,
  warning: RhUiWarningFillIcon,
  idle: RhUiOffIcon,
} satisfies Record<Exclude<Tone, 'none'>, unknown>

/** Shape and colour of a status; the word stands beside it or in the row's accessible description. Takes the size of the text. */
export function StatusIcon({ tone, className }: { tone: Tone; className?: string }) {
  if (tone === 'none') return null
  const Icon = icons[tone]
  return (
    <span className={classes(styles.icon, styles[tone], className)}>
      <Icon />
    </span>
  )
}
