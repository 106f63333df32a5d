import { RhUiLearnIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-learn-icon'
import { RhUiCodeIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-code-icon'
import type { OtherHit } from '../../core/contract'
import { Pieces } from './note-list'
import styles from './other-hits.module.css'
import { showLesson, showTerminal } from './places'
import { useNotes } from './store'

/** What the search has found beside the notes: in lessons, and in what scrolled by in terminals. */
export function OtherHits() {
  const others = useNotes((store) => store.found?.others ?? none)
  if (others.length === 0) return null
  return (
    <section aria-label="In lessons and terminals" className={styles.group}>
      <h3>In lessons and terminals</h3>
      <ul>
        {others.map((hit, index) => (
          <li key={index}>
            <button type="button" className={styles.hit} onClick={() => open(hit)}>
              <span className={styles.title}>
                {hit.source.kind === 'lesson' ? <RhUiLearnIcon /> : <RhUiCodeIcon />}
                <span>
                  <Pieces pieces={hit.title} />
                </span>
              </span>
              <span className={styles.excerpt}>
                <Pieces pieces={hit.excerpt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const none: OtherHit[] = []

function open({ source }: OtherHit): void {
  if (source.kind === 'lesson') showLesson(source.unit, source.step)
  else showTerminal(source.tab)
}
