import { RhUiEllipsisHorizontalIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-ellipsis-horizontal-icon'
import { runCommand, type Command } from '../commands'
import { Menu, type MenuEntry } from '../ui'
import styles from './guide-menu.module.css'
import { isRefused, openOwnFolder, openUnit, reloadUnits, setInstructor, useGuide } from './store'

/** Beside the column's tabs: what can be done with the unit as a whole. */
export function GuideMenu() {
  const course = useGuide((store) => store.course)
  if (course === null) return null
  const entries: MenuEntry[] = [
    { kind: 'heading', id: 'units', label: 'Units' },
    ...course.units
      .filter((unit) => !isRefused(unit))
      .map((unit): MenuEntry => ({ kind: 'item', id: `unit.${unit.id}`, label: unit.title, checked: unit.id === course.content?.id, onSelect: () => void openUnit(unit.id) })),
    { kind: 'item', id: 'all', label: 'All units…', onSelect: () => void openUnit(null) },
    { kind: 'item', id: 'recap', label: 'Recap cards', onSelect: () => void runCommand('recap.open') },
    { kind: 'line', id: 'line' },
    { kind: 'item', id: 'instructor', label: 'Instructors’ view', detail: course.instructor ? 'on' : 'off', onSelect: () => void setInstructor(!course.instructor) },
    { kind: 'item', id: 'import', label: 'Import unit…', onSelect: () => void runCommand('unit.import') },
    { kind: 'item', id: 'reload', label: 'Read the units again', onSelect: () => void reloadUnits() },
    { kind: 'item', id: 'folder', label: 'Folder of your own units', onSelect: () => void openOwnFolder() },
  ]
  return <Menu label="Guide" align="end" buttonClass={styles.button ?? ''} button={<MenuIcon />} entries={entries} />
}

function MenuIcon() {
  return (
    <>
      <RhUiEllipsisHorizontalIcon />
      <span className="visually-hidden">Guide menu</span>
    </>
  )
}

/** The guide's part of the palette. */
export function guideCommands(): Command[] {
  const { course } = useGuide.getState()
  if (course === null) return []
  const group = 'Guide'
  return [
    ...course.units.map((unit): Command => ({ id: `guide.open.${unit.id}`, title: `Open ${unit.title}`, group, available: () => unit.id !== course.content?.id, run: () => void openUnit(unit.id) })),
    { id: 'guide.instructor', title: course.instructor ? 'Leave the instructors’ view' : 'Instructors’ view with all solutions', group, run: () => void setInstructor(!course.instructor) },
    { id: 'guide.reload', title: 'Read the units again', group, run: () => void reloadUnits() },
    { id: 'guide.folder', title: 'Open the folder of your own units', group, run: () => void openOwnFolder() },
  ]
}
