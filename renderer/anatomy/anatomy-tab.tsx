import { RhUiVirtualMachineCenterIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-virtual-machine-center-icon'
import type { ObjectTabProps } from '../cluster'
import { EmptyState, Spinner } from '../ui'
import styles from './anatomy.module.css'
import { Picture } from './picture'
import { useAnatomy, type AnatomyView } from './use-anatomy'

/** The tab "Anatomy" of a virtual machine. */
export function AnatomyTab({ target }: ObjectTabProps) {
  const { anatomy, state } = useAnatomy(target)
  const notice = noticeFor(state)
  if (anatomy !== null)
    return (
      <div className={styles.tab} data-stale={notice !== null}>
        {notice !== null && <p className={styles.notice}>{notice}</p>}
        <Picture anatomy={anatomy} />
      </div>
    )
  if (notice !== null)
    return (
      <EmptyState icon={<RhUiVirtualMachineCenterIcon />} title="No drawing">
        {notice}
      </EmptyState>
    )
  return (
    <p className={styles.wait} role="status">
      <Spinner /> Looking at all that {target.name} is made of
    </p>
  )
}

function noticeFor(state: AnatomyView['state']): string | null {
  switch (state.state) {
    case 'waiting':
    case 'live':
      return null
    case 'stale':
      return `Not live: ${state.reason}`
    case 'gone':
      return 'This virtual machine has been deleted. This is how it was last seen.'
    case 'forbidden':
      return state.message
    case 'no-such-kind':
      return 'OpenShift Virtualization is not installed on this cluster.'
  }
}
