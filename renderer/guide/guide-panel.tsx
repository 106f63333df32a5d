import { RhUiLearnIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-learn-icon'
import { EmptyState } from '../ui'

export function GuidePanel() {
  return (
    <EmptyState icon={<RhUiLearnIcon />} title="This classroom has no unit">
      Units that it names, and your own in the folder of units, appear here.
    </EmptyState>
  )
}

/** Beside the column's tabs: what can be done with the unit as a whole. */
export function GuideMenu() {
  return null
}
