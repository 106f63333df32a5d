import { Bar, Button, IconButton } from '../ui'
import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { TroubleAlert } from '../trouble'
import { openNote, restoreNote } from './opening'
import { dismissNotice, dismissTrouble, type NotesNotice, openEditor, useNotes } from './store'
import { count } from './words'

/** What went wrong, and what happened to the note without anybody's doing here. */
export function NotesNotices() {
  const trouble = useNotes((store) => store.trouble)
  const draft = useNotes((store) => store.draft)
  const notice = useNotes((store) => store.notice)
  return (
    <>
      {draft.kind === 'notSaved' && <TroubleAlert error={draft.error} onRetry={() => void openEditor()?.flush()} />}
      {trouble !== null && <TroubleAlert error={trouble} onDismiss={dismissTrouble} />}
      {notice !== null && <Notice notice={notice} />}
    </>
  )
}

function Notice({ notice }: { notice: NotesNotice }) {
  const { tone, title, why, action } = describe(notice)
  return (
    <Bar
      tone={tone}
      role="status"
      title={title}
      actions={
        <>
          {action && (
            <Button
              size="small"
              onClick={() => {
                dismissNotice()
                action.run()
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton label="Dismiss" size="small" onClick={dismissNotice}>
            <RhUiCloseIcon />
          </IconButton>
        </>
      }
    >
      {why}
    </Bar>
  )
}

interface Words {
  tone: 'info' | 'warning'
  title: string
  why: string
  action?: { label: string; run: () => void }
}

function describe(notice: NotesNotice): Words {
  switch (notice.kind) {
    case 'conflict':
      return {
        tone: 'warning',
        title: 'Another program changed the same lines',
        why: `Both texts are kept: yours here, the other as ${notice.other}.`,
        action: { label: 'Open the other', run: () => void openNote(notice.other) },
      }
    case 'removedOutside':
      return { tone: 'warning', title: 'Another program deleted this note’s file', why: 'Its text is still here. The next letter that you type writes the file again.' }
    case 'imported':
      return {
        tone: notice.refused.length > 0 ? 'warning' : 'info',
        title: `Imported ${count(notice.notes, 'note')}${notice.images > 0 ? ` and ${count(notice.images, 'image')}` : ''}`,
        why: notice.refused.length > 0 ? `Not taken: ${notice.refused.slice(0, 3).map(({ file, reason }) => `${file} (${reason})`).join(', ')}${notice.refused.length > 3 ? ' and others' : ''}.` : 'What was imported stays where it was, too.',
      }
    case 'exported':
      return { tone: 'info', title: 'Exported', why: notice.file }
    case 'rebuilt':
      return { tone: 'info', title: 'The index is built anew', why: `${count(notice.notes, 'note')} were read from their files.` }
    case 'lineEnds':
      return { tone: 'info', title: 'This file ends its lines in more than one way', why: 'Other programs wrote it so. When you change it here, all lines will end as most of them do now.' }
    case 'deleted':
      return { tone: 'info', title: `Deleted ${notice.title}`, why: 'It is in the bin.', action: { label: 'Bring back', run: () => void restoreNote(notice.id) } }
  }
}
