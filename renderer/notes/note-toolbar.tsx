import { RhUiCodeIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-code-icon'
import { RhUiClipboardIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-clipboard-icon'
import { RhUiEllipsisVerticalIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-ellipsis-vertical-icon'
import { RhUiExportIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-export-icon'
import { RhUiImageIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-image-icon'
import { RhUiLinkIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-link-icon'
import { RhUiListIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-list-icon'
import { RhUiTaskIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-task-icon'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { captureToNotes } from '../capture'
import { Button, IconButton, Menu, type MenuEntry } from '../ui'
import { DraftStatus } from './draft-status'
import type { Format } from './editor/format'
import { exportFormats, exportScopes } from './export-scopes'
import { followWidth } from './follow-width'
import { useLessons } from './lessons'
import styles from './note-toolbar.module.css'
import { captureImage } from './adding'
import { exportNotes, importNotes } from './exchange'
import { chooseFolder, rebuildIndex, showFolder } from './library'
import { removeNote } from './opening'
import { type NotesView, openEditor, setSheet, setView, useNotes } from './store'

/** From here the buttons for writing have room, and from there the words beside the one for the last command as well. */
const WITH_FORMATS_PX = 400
const WITH_WORDS_PX = 560

/** Above the note: how it is written on the left, where it goes on the right. */
export function NoteToolbar({ stageButton }: { stageButton: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => followWidth(bar.current, setWidth), [])
  const isOpen = useNotes((store) => store.open !== null)
  const draft = useNotes((store) => store.draft)
  return (
    <div ref={bar} role="toolbar" aria-label="Note" className={styles.bar}>
      {isOpen && width >= WITH_FORMATS_PX && <FormatButtons />}
      {width >= WITH_WORDS_PX ? (
        <Button variant="plain" size="small" icon={<RhUiClipboardIcon />} title="Ctrl Shift S" onClick={() => void captureToNotes({ kind: 'command' })}>
          Capture last command
        </Button>
      ) : (
        <IconButton label="Capture last command" shortcut="Ctrl Shift S" size="small" onClick={() => void captureToNotes({ kind: 'command' })}>
          <RhUiClipboardIcon />
        </IconButton>
      )}
      <span className={styles.gap} />
      {isOpen && <DraftStatus draft={draft} />}
      <ExportMenu />
      {stageButton}
      <MoreMenu />
    </div>
  )
}

const formats: { format: Format; label: string; icon: ReactNode }[] = [
  { format: 'heading', label: 'Heading', icon: <span className={styles.letters}>Aa</span> },
  { format: 'list', label: 'List', icon: <RhUiListIcon /> },
  { format: 'task', label: 'Task', icon: <RhUiTaskIcon /> },
  { format: 'code', label: 'Code block', icon: <RhUiCodeIcon /> },
  { format: 'link', label: 'Link', icon: <RhUiLinkIcon /> },
]

function FormatButtons() {
  const file = useRef<HTMLInputElement>(null)
  return (
    <div className={styles.group}>
      {formats.map(({ format, label, icon }) => (
        <IconButton key={format} label={label} size="small" onClick={() => openEditor()?.format(format)}>
          {icon}
        </IconButton>
      ))}
      <IconButton label="Image" size="small" onClick={() => file.current?.click()}>
        <RhUiImageIcon />
      </IconButton>
      <input
        ref={file}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        hidden
        onChange={({ currentTarget }) => {
          const [image] = currentTarget.files ?? []
          if (image) void captureImage(image, image.name.replace(/\.\w+$/, ''))
          currentTarget.value = ''
        }}
      />
    </div>
  )
}

function ExportMenu() {
  const open = useNotes((store) => store.open)
  const notes = useNotes((store) => store.notes)
  const order = useNotes((store) => store.order)
  const titles = useLessons((lessons) => lessons.units)
  const entries = exportScopes({ open, notes, order, titles }).flatMap(({ scope, name }): MenuEntry[] => [
    { kind: 'heading', id: name, label: name },
    ...exportFormats.map(({ as, label }): MenuEntry => ({ kind: 'item', id: `${name}.${as}`, label, onSelect: () => void exportNotes(scope, as) })),
  ])
  return (
    <Menu
      label="Export"
      align="end"
      buttonClass={styles.menuButton ?? ''}
      button={
        <>
          <RhUiExportIcon />
          Export
        </>
      }
      entries={entries}
    />
  )
}

const views: { view: NotesView; label: string }[] = [
  { view: 'write', label: 'Write' },
  { view: 'both', label: 'Write and read side by side' },
  { view: 'read', label: 'Read' },
]

function MoreMenu() {
  const open = useNotes((store) => store.open)
  const view = useNotes((store) => store.view)
  const item = (id: string, label: string, onSelect: () => void): MenuEntry => ({ kind: 'item', id, label, onSelect })
  const ofNote: MenuEntry[] =
    open === null
      ? []
      : [
          ...views.map((each): MenuEntry => ({ kind: 'item', id: each.view, label: each.label, checked: each.view === view, onSelect: () => setView(each.view) })),
          { kind: 'line', id: 'line1' },
          item('rename', 'Rename file…', () => setSheet({ kind: 'rename' })),
          item('history', 'Earlier versions', () => setSheet({ kind: 'history' })),
          item('delete', 'Delete note', () => void removeNote()),
          { kind: 'line', id: 'line2' },
        ]
  return (
    <Menu
      label="More"
      align="end"
      buttonClass={styles.iconButton ?? ''}
      button={
        <>
          <RhUiEllipsisVerticalIcon aria-hidden />
          <span className="visually-hidden">More about notes</span>
        </>
      }
      entries={[
        ...ofNote,
        item('journal', 'Lab journal', () => setSheet({ kind: 'journal' })),
        item('bin', 'Deleted notes', () => setSheet({ kind: 'bin' })),
        { kind: 'line', id: 'line3' },
        item('import.files', 'Import files…', () => void importNotes('files')),
        item('import.folder', 'Import a folder…', () => void importNotes('folder')),
        { kind: 'line', id: 'line4' },
        item('folder.show', 'Show folder', () => void showFolder()),
        item('folder.choose', 'Choose another folder…', () => void chooseFolder()),
        item('index', 'Rebuild the index', () => void rebuildIndex()),
      ]}
    />
  )
}
