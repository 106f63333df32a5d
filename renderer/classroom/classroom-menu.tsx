import { RhUiCaretDownIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-caret-down-icon'
import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { RhUiFolderOpenIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-folder-open-icon'
import { RhUiGraduationIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-graduation-icon'
import { RhUiLabIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-lab-icon'
import { RhUiQuestionMarkCircleIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-question-mark-circle-icon'
import { RhUiSettingsIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-settings-icon'
import { RhUiCheckIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-check-icon'
import { runCommand } from '../commands'
import { LOCKED_WHY, useIsLocked } from '../policy'
import { Menu, type MenuEntry } from '../ui'
import styles from './classroom-menu.module.css'
import { kindWords, PRACTICE_WORDS } from './kinds'
import { closeClassroom, openClassroomFile, openShippedClassroom, refreshKnown, startPractice, switchClassroom, useClassroom, useOpenClassroom } from './store'

/** The classroom's name in the title bar, and the way to another one. */
export function ClassroomMenu() {
  const classroom = useOpenClassroom()
  const known = useClassroom((store) => store.known)
  const locked = useIsLocked('lockClassrooms') ? LOCKED_WHY : null
  const noPractice = useIsLocked('forbidPractice') ? LOCKED_WHY : null
  if (classroom === null) return <span className={styles.title}>Lab Companion</span>

  const others: MenuEntry[] = known.map(({ id, title, apiUrl, kind }) => ({
    kind: 'item',
    id,
    label: title,
    detail: kind === 'practice' ? PRACTICE_WORDS : hostOf(apiUrl),
    checked: id === classroom.id,
    icon: id === classroom.id ? <RhUiCheckIcon /> : null,
    onSelect: () => void switchClassroom(id),
  }))
  const entries: MenuEntry[] = [
    ...(others.length > 0 ? [{ kind: 'heading', id: 'known', label: 'Classrooms' } as const, ...others, { kind: 'line', id: 'line-1' } as const] : []),
    { kind: 'item', id: 'open', label: 'Open classroom file…', icon: <RhUiFolderOpenIcon />, why: locked, onSelect: () => void openClassroomFile() },
    { kind: 'item', id: 'shipped', label: 'Course classroom', detail: 'OpenShift Virtualization', icon: <RhUiGraduationIcon />, why: locked, onSelect: () => void openShippedClassroom() },
    { kind: 'item', id: 'practice', label: 'Practice classroom', icon: <RhUiLabIcon />, why: noPractice, onSelect: () => void startPractice() },
    { kind: 'line', id: 'line-2' },
    { kind: 'item', id: 'settings', label: 'Settings…', detail: 'Ctrl ,', icon: <RhUiSettingsIcon />, onSelect: () => void runCommand('app.settings') },
    { kind: 'item', id: 'help', label: 'Help', detail: 'F1', icon: <RhUiQuestionMarkCircleIcon />, onSelect: () => void runCommand('app.help') },
    { kind: 'item', id: 'close', label: 'Close classroom', icon: <RhUiCloseIcon />, onSelect: () => void closeClassroom() },
  ]

  return (
    <Menu
      label="Classroom"
      buttonClass={styles.button ?? ''}
      onOpen={() => void refreshKnown()}
      entries={entries}
      button={
        <>
          <span className={styles.title} title={classroom.title}>
            {classroom.title}
          </span>{' '}
          {kindWords(classroom) !== classroom.title && <span className={styles.kind}>{kindWords(classroom)}</span>}
          <RhUiCaretDownIcon />
        </>
      }
    />
  )
}

/** Host and port, as the status bar shows an address. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host
  } catch {
    return address
  }
}
