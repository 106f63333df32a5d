import { useEffect } from 'react'
import type { LocalTool } from '../../core/contract'
import { Spinner, StatusIcon } from '../ui'
import styles from './local-tools.module.css'
import { refreshTools, useClassroom } from './store'

const names: Record<LocalTool['name'], string> = { oc: 'oc', virtctl: 'virtctl', ssh: 'ssh', keychain: 'Keychain' }

/** What the classroom will need from this computer, looked up while the page already works. */
export function LocalTools() {
  const tools = useClassroom((store) => store.tools)
  useEffect(() => void refreshTools(), [])
  return (
    <section className={styles.tools} aria-label="This computer has">
      <strong>This computer has</strong>
      <ul>
        {tools === null && (
          <li>
            <Spinner />
            <span>looking</span>
          </li>
        )}
        {tools?.map(({ name, state, detail }) => (
          <li key={name}>
            {state === 'present' && <StatusIcon tone="ok" />}
            {state === 'missing' && <StatusIcon tone="warning" />}
            {state === 'later' && <LaterIcon />}
            {names[name]} <span>{detail}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** PatternFly has no circle with an ellipsis, the mark for something that comes by itself. */
function LaterIcon() {
  return (
    <svg className={styles.later} width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">
      <circle cx="6.5" cy="6.5" r="6" fill="none" stroke="currentColor" />
      <path d="M3.5 6.5h.01M6.5 6.5h.01M9.5 6.5h.01" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
    </svg>
  )
}
