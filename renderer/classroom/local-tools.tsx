import { PendingIcon } from '@patternfly/react-icons/dist/esm/icons/pending-icon'
import { useEffect } from 'react'
import type { LocalTool } from '../../core/contract'
import { StatusIcon } from '../ui'
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
        {tools?.map(({ name, state, detail }) => (
          <li key={name}>
            {state === 'present' && <StatusIcon tone="ok" />}
            {state === 'missing' && <StatusIcon tone="warning" />}
            {state === 'later' && <PendingIcon set="default" className={styles.later ?? ''} />}
            {names[name]} <span>{detail}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
