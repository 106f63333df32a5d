import { RhUiCopyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-copy-icon'
import { RhUiEllipsisVerticalIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-ellipsis-vertical-icon'
import { RhUiMigrateIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-migrate-icon'
import { RhUiPauseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-pause-icon'
import { RhUiPlayIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-play-icon'
import { RhUiRefreshIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-refresh-icon'
import { RhUiRedoIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-redo-icon'
import { RhUiStopIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-stop-icon'
import { useState } from 'react'
import type { ClusterObject } from '../../../core/cluster'
import type { MachineAction, ObjectRef } from '../../../core/contract'
import { TroubleAlert } from '../../trouble'
import { Button, Menu, Spinner } from '../../ui'
import { actOnMachine, forgetDeed, useDeed } from './act'
import { copyText } from './copy'
import { DeleteDialog } from './delete-dialog'
import styles from './object-actions.module.css'
import { commandEntries, machineLine, moreEntries, useMachineOptions } from './object-menu'
import { useRights } from './rights'

const ACTION_ICONS: Readonly<Record<MachineAction, typeof RhUiPlayIcon>> = {
  start: RhUiPlayIcon,
  stop: RhUiStopIcon,
  restart: RhUiRefreshIcon,
  pause: RhUiPauseIcon,
  unpause: RhUiPlayIcon,
  migrate: RhUiMigrateIcon,
  softreboot: RhUiRedoIcon,
}

/** What can be done to the object of this page. */
export function ObjectActions({ target, object, kind }: { target: ObjectRef; object: ClusterObject | null; kind: string }) {
  const options = useMachineOptions(target, object)
  const rights = useRights(target)
  const [deleting, setDeleting] = useState(false)
  return (
    <div className={styles.actions} role="group" aria-label="Actions">
      {object !== null &&
        options
          .filter(({ action }) => action !== 'softreboot')
          .map((option) => {
            const Icon = ACTION_ICONS[option.action]
            const line = machineLine(option.action, target)
            return (
              <Button key={option.action} icon={<Icon />} why={option.why} title={`${option.label}: ${line}`} onClick={() => void actOnMachine(object, option, line)}>
                <span className={styles.label}>{option.label}</span>
              </Button>
            )
          })}
      <Menu label="Copy as oc command" align="end" buttonClass={styles.menu ?? ''} button={<span className={styles.oc}>oc</span>} entries={commandEntries(target, options)} />
      <Menu
        label="More actions"
        align="end"
        buttonClass={styles.menu ?? ''}
        button={
          <>
            <RhUiEllipsisVerticalIcon />
            <span className="visually-hidden">More actions</span>
          </>
        }
        entries={moreEntries({ target, object, options, rights, onDelete: () => setDeleting(true) })}
      />
      {deleting && <DeleteDialog target={target} kind={kind} onClose={() => setDeleting(false)} />}
    </div>
  )
}

/** How the server took the last action, and the line that does the same by hand. */
export function LastDeed({ target }: { target: ObjectRef }) {
  const deed = useDeed(target)
  if (deed === undefined) return null
  if (deed.error !== null) return <TroubleAlert error={deed.error} onDismiss={() => forgetDeed(target)} />
  return (
    <p className={styles.deed} role="status">
      {deed.state === 'asked' ? <Spinner /> : null}
      <span>{deed.state === 'asked' ? `${deed.label}…` : `${deed.label}: the cluster has taken it on. In a terminal:`}</span>
      <code>{deed.line}</code>
      <Button size="small" variant="plain" icon={<RhUiCopyIcon />} onClick={() => copyText(deed.line)}>
        Copy
      </Button>
    </p>
  )
}
