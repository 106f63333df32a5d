import { Spinner, StatusIcon } from '../ui'
import styles from './practice-progress.module.css'
import { useClassroom } from './store'

/** The practice classroom's own account of its start. */
export function PracticeProgress() {
  const lines = useClassroom((store) => store.progress)
  const fraction = useClassroom(({ state }) => (state?.kind === 'starting' ? state.progress.fraction : null))
  return (
    <section className={styles.progress} aria-label="Start of the practice classroom">
      <progress aria-label="Start of the practice classroom" {...(fraction === null ? {} : { value: fraction })} max={1} />
      <div role="log">
        <ol>
          {lines.map((line, index) => {
            const underWay = index === lines.length - 1
            return (
              <li key={`${index}${line}`} data-under-way={underWay || undefined}>
                {underWay ? <Spinner /> : <StatusIcon tone="ok" />}
                {line}
              </li>
            )
          })}
        </ol>
      </div>
    </section>
  )
}
