import styles from './progress-ring.module.css'
import { useGuide } from './store'

// Of a button of 28 px, with room for the line at its edge.
const RADIUS = 11
const ROUND = 2 * Math.PI * RADIUS

/** How far the unit is, and at which step, while the guide is folded away. */
export function ProgressRing() {
  const progress = useGuide((store) => store.progress)
  if (progress === null || progress.total === 0) return null
  const says = `${progress.done} of ${progress.total} steps done${progress.current === null ? '' : `, at ${progress.current}`}`
  return (
    <span role="img" aria-label={says} title={says} className={styles.ring}>
      <svg viewBox="0 0 26 26">
        <circle className={styles.whole} cx="13" cy="13" r={RADIUS} />
        <circle className={styles.done} cx="13" cy="13" r={RADIUS} strokeDasharray={`${(ROUND * progress.done) / progress.total} ${ROUND}`} transform="rotate(-90 13 13)" />
      </svg>
      <span>{progress.current ?? ''}</span>
    </span>
  )
}
