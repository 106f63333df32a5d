import { RhUiEditIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-edit-icon'
import { RhUiExpandIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-expand-icon'
import { closeTab, openPage, useStageTab } from '../cluster'
import { changeLayout } from '../layout'
import { Button, EmptyState, IconButton } from '../ui'
import { NotesView } from './notes-view'

const PAGE = 'notes'

/** Notes in the column beside the stage, unless they are on the stage. */
export function NotesPanel() {
  const onStage = useStageTab(PAGE)
  if (onStage) {
    return (
      <EmptyState icon={<RhUiEditIcon />} title="Your notes are on the stage" action={<Button onClick={() => closeTab(PAGE)}>Bring them back here</Button>}>
        There is more room for them.
      </EmptyState>
    )
  }
  return (
    <NotesView
      stageButton={
        <IconButton label="Open notes on the stage" size="small" onClick={openOnStage}>
          <RhUiExpandIcon />
        </IconButton>
      }
    />
  )
}

/** List, note and what belongs to it side by side. */
export function openOnStage(): void {
  openPage({ id: PAGE, title: 'Notes', Icon: RhUiEditIcon, Content: NotesPage })
  changeLayout({ side: 'guide' })
}

function NotesPage() {
  return (
    <section aria-label="Notes" style={{ height: '100%' }}>
      <NotesView stageButton={null} />
    </section>
  )
}
