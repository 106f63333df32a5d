import { RhUiCaretDownIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-caret-down-icon'
import { RhUiCaretRightIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-caret-right-icon'
import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import type { UnitContent } from '../../core/contract'
import { TroubleAlert } from '../trouble'
import { Bar, Button, IconButton, StatusIcon } from '../ui'
import styles from './guide-panel.module.css'
import { SetUp } from './set-up'
import { Step } from './step'
import { dismissRead, dismissTrouble, openUnit, toggleSection, useGuide } from './store'
import { Text } from './markdown'
import { UnitList } from './unit-list'
import { spent, unitsRead } from './words'

/** The unit that is open, or the units that there are. */
export function GuidePanel() {
  const course = useGuide((store) => store.course)
  const trouble = useGuide((store) => store.trouble)
  const said = useGuide((store) => store.said)
  if (course === null) return null
  return (
    <div className={styles.panel}>
      {trouble !== null && trouble.step === null && <TroubleAlert error={trouble.error} onDismiss={dismissTrouble} />}
      <UnitsRead />
      {course.content === null ? <UnitList course={course} /> : <Unit content={course.content} />}
      <div role="status" className="visually-hidden">
        {said}
      </div>
    </div>
  )
}

/** What reading the units again has found: what was asked for by hand is answered, also where all is well. */
function UnitsRead() {
  const read = useGuide((store) => store.read)
  const showsList = useGuide(({ course }) => course?.content === null)
  if (read === null) return null
  const { units, refused } = read
  const actions = (
    <>
      {refused.length > 0 && !showsList && (
        <Button size="small" onClick={() => void openUnit(null)}>
          All units
        </Button>
      )}
      <IconButton label="Dismiss" size="small" onClick={dismissRead}>
        <RhUiCloseIcon />
      </IconButton>
    </>
  )
  return (
    <Bar className={styles.read ?? ''} tone={refused.length === 0 ? 'info' : 'warning'} role="status" title={unitsRead(units, refused.length)} actions={actions}>
      {refused.length === 0 ? undefined : `To be mended: ${refused.map(({ title }) => title).join(', ')}.`}
    </Bar>
  )
}

function Unit({ content }: { content: UnitContent }) {
  const progress = useGuide((store) => store.progress)
  if (progress === null) return null
  const finished = progress.done === progress.total
  return (
    <>
      <header className={styles.header}>
        <div className={styles.headline}>
          <h2>{content.title}</h2>
          <span className={styles.count} title={spent(progress.spentMs) === '' ? undefined : `${spent(progress.spentMs)} spent`}>
            {progress.done} of {progress.total}
          </span>
        </div>
        <progress aria-label="Unit progress" className={styles.bar} value={progress.done} max={progress.total} />
        {spent(progress.spentMs) !== '' && <span className={styles.spent}>{spent(progress.spentMs)} so far</span>}
      </header>
      <div className={styles.scroll}>
        {progress.done === 0 && content.introduction !== '' && (
          <details className={styles.introduction}>
            <summary>What this unit is about</summary>
            <Text>{content.introduction}</Text>
          </details>
        )}
        {content.sections.map((section) => (
          <Section key={section.id} section={section} current={progress.current} />
        ))}
        {finished && content.conclusion !== '' && (
          <section aria-label="Conclusion" className={styles.conclusion}>
            <Text>{content.conclusion}</Text>
          </section>
        )}
      </div>
    </>
  )
}

function Section({ section, current }: { section: UnitContent['sections'][number]; current: string | null }) {
  const { id, title, steps } = section
  const chosen = useGuide(({ sections }) => sections[id])
  const done = useGuide((store) => steps.filter((step) => ['done', 'skipped'].includes(store.steps.get(step.id)?.state ?? '')).length)
  const open = chosen ?? steps.some((step) => step.id === current)
  return (
    <section aria-label={`${id} ${title}`}>
      <h3 className={styles.section}>
        <button type="button" aria-expanded={open} onClick={() => toggleSection(id, !open)}>
          {open ? <RhUiCaretDownIcon /> : <RhUiCaretRightIcon />}
          <span className={styles.id}>{id}</span>
          <span className={styles.title}>{title}</span>
          <span className={styles.count}>
            {done} of {steps.length}
          </span>
          <span className={styles.mark}>{done === steps.length && <StatusIcon tone="ok" />}</span>
        </button>
      </h3>
      {/* Folded steps stay: their state is there for whoever asks, and ticking goes on. */}
      <div hidden={!open}>
        {section.setUp && <SetUp section={section} />}
        {steps.map((step) => (
          <Step key={step.id} content={step} />
        ))}
      </div>
    </section>
  )
}
