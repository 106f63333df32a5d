import { useEffect } from 'react'
import type { LocalTool } from '../../core/contract'
import { Spinner, StatusIcon } from '../ui'
import { afterPaint } from '../ui/after-paint'
import styles from './local-tools.module.css'
import { refreshTools, useClassroom } from './store'

const names: Record<LocalTool['name'], string> = { oc: 'oc', virtctl: 'virtctl', ssh: 'ssh', keychain: 'Keychain' }

/** What the classroom will need from this computer, looked up while the page already works. */
export function LocalTools() {
  const tools = useClassroom((store) => store.tools)
  useEffect(() => afterPaint(() => void refreshTools()), [])
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
        {tools?.map((tool) => (
          <Tool key={tool.name} tool={tool} />
        ))}
      </ul>
    </section>
  )
}

function Tool({ tool: { name, state, detail } }: { tool: LocalTool }) {
  // Nothing to be warned of on this page: its first button brings an oc along.
  const comes = state === 'missing' && name === 'oc'
  return (
    <li title={comes ? detail : undefined}>
      {state === 'present' && <StatusIcon tone="ok" />}
      {state === 'missing' && !comes && <StatusIcon tone="warning" />}
      {(state === 'later' || comes) && <LaterIcon />}
      {names[name]} <span>{comes ? 'comes with the practice classroom' : detail}</span>
    </li>
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
