import { RhUiLearnIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-learn-icon'
import type { CourseState, UnitListing } from '../../core/contract'
import { Button, EmptyState } from '../ui'
import { Text } from './markdown'
import { isRefused, openOwnFolder, openUnit, reloadUnits } from './store'
import styles from './unit-list.module.css'

/** All units, those of the classroom first. */
export function UnitList({ course }: { course: CourseState }) {
  const units = [...course.units].sort((a, b) => Number(b.ofClassroom) - Number(a.ofClassroom))
  if (units.length === 0) {
    return (
      <EmptyState icon={<RhUiLearnIcon />} title="There is no unit" action={<Button onClick={() => void openOwnFolder()}>Open the folder of units</Button>}>
        Put a unit’s folder there and read the units again.
      </EmptyState>
    )
  }
  return (
    <div className={styles.list}>
      <h2>Units</h2>
      <ul>
        {units.map((unit) => (
          <li key={unit.folder} className={styles.unit}>
            <UnitEntry unit={unit} />
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <Button variant="link" onClick={() => void openOwnFolder()}>
          Folder of your own units
        </Button>
        <Button variant="link" onClick={() => void reloadUnits()}>
          Read them again
        </Button>
      </div>
    </div>
  )
}

function UnitEntry({ unit }: { unit: UnitListing }) {
  const refused = isRefused(unit)
  return (
    <>
      <h3>{unit.title}</h3>
      {unit.summary !== '' && <Text small>{unit.summary}</Text>}
      {refused ? <p className={styles.refused}>This unit cannot be opened before its files are mended:</p> : <Button onClick={() => void openUnit(unit.id)}>Open</Button>}
      {unit.problems.length > 0 && (
        <ul className={styles.problems} aria-label={`Problems of ${unit.title}`}>
          {unit.problems.map(({ file, line, field, message }) => (
            <li key={`${file}${line}${field}${message}`}>
              <code>
                {file}:{line}
              </code>{' '}
              <strong>{field}</strong> {message}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
