import { RhUiWarningFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-warning-fill-icon'
import { useState } from 'react'
import { kindNamed } from '../../../core/cluster'
import { ocLines } from '../../../core/cluster/oc-lines'
import type { ObjectRef } from '../../../core/contract'
import { Button, Dialog } from '../../ui'
import { removeObject } from './act'
import styles from './object-actions.module.css'

/** What goes along with an object of this kind, in a sentence; others take what they own. */
const TAKES_ALONG: Readonly<Record<string, string>> = {
  'virtualmachines.kubevirt.io': 'Its disks that were made with it (DataVolumes and their claims) go with it, and everything on them.',
  'projects.project.openshift.io': 'Everything in the project goes with it.',
  namespaces: 'Everything in the namespace goes with it.',
  persistentvolumeclaims: 'What is on the volume is lost, unless its storage class keeps it.',
  'datavolumes.cdi.kubevirt.io': 'Its volume claim goes with it, and what is on it.',
  'virtualmachineinstances.kubevirt.io': 'The machine is switched off; one whose run strategy is Always starts again.',
  pods: 'A pod that something else has made is made anew.',
}

export function DeleteDialog({ target, kind, onClose }: { target: ObjectRef; kind: string; onClose: () => void }) {
  const [busy, setBusy] = useState(false)
  const word = kindNamed(target.kind)?.kind ?? kind
  const line = ocLines.remove(target)
  const remove = async (): Promise<void> => {
    setBusy(true)
    await removeObject(target, line)
    onClose()
  }
  return (
    <Dialog
      title={`Delete ${word} ${target.name}?`}
      tone="danger"
      icon={<RhUiWarningFillIcon />}
      onClose={onClose}
      buttons={
        <>
          <Button size="dialog" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button size="dialog" variant="danger" busy={busy} onClick={() => void remove()}>
            Delete
          </Button>
        </>
      }
    >
      <p>{TAKES_ALONG[target.kind] ?? 'What it owns goes with it.'} This cannot be undone.</p>
      <p className={styles.line}>
        <code>{line}</code>
      </p>
    </Dialog>
  )
}
