import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { useEffect, useRef, useState } from 'react'
import type { TranscriptHit } from '../../core/contract'
import { main } from '../border'
import { IconButton } from '../ui'
import type { ConsoleSession } from './session'
import styles from './transcript-search.module.css'

/** A letter every 50 ms is a fast typist: one search for a pause. */
const SEARCH_AFTER_MS = 150

/** Finds lines in all that the serial console has said, also before this program was started. */
export function TranscriptSearch({ session: { machine, store } }: { session: ConsoleSession }) {
  const [text, setText] = useState('')
  const [found, setFound] = useState<{ hits: TranscriptHit[]; lines: number } | null>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  useEffect(() => {
    let isOld = false
    const timer = setTimeout(() => {
      void main.console.searchTranscript({ machine, text }).then((answer) => {
        if (answer.ok && !isOld) setFound(answer.value)
      })
    }, SEARCH_AFTER_MS)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [machine, text])
  const close = () => store.setState({ searching: false })
  return (
    <div className={styles.search} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <div className={styles.row}>
        <input ref={field} type="search" aria-label="Search serial console" placeholder="Search what it said" value={text} onChange={(event) => setText(event.target.value)} />
        <span role="status">{found === null ? '' : text === '' ? `${found.lines} lines` : found.hits.length === 0 ? 'not found' : `${found.hits.length} lines found`}</span>
        <IconButton size="small" label="Close search" shortcut="Esc" onClick={close}>
          <RhUiCloseIcon />
        </IconButton>
      </div>
      {text !== '' && found !== null && found.hits.length > 0 && (
        <ol tabIndex={0} aria-label="Lines found" className={styles.hits}>
          {found.hits.map(({ line, text: said }) => (
            <li key={line}>
              <span>{line + 1}</span>
              <code>{said}</code>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
