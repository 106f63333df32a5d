import { useEffect } from 'react'
import type { MachineRef } from '../../core/contract'
import { main } from '../border'
import { ErrorBoundary } from '../trouble'
import styles from './console-window.module.css'
import { ConsoleView } from './console-view'

/** A window that shows one console and nothing else. */
export function ConsoleWindow({ machine }: { machine: MachineRef }) {
  useEffect(() => {
    document.title = `${machine.name} — ${machine.namespace} — Lab Companion`
  }, [machine])
  return (
    <ErrorBoundary what={`The console of ${machine.name}`}>
      <main className={styles.window}>
        <h1 className="visually-hidden">Console of {machine.name}</h1>
        <ConsoleView machine={machine} window={{ label: 'Bring back into the main window', onMove: () => void main.console.bringBack({ machine }), isOwn: true }} />
      </main>
    </ErrorBoundary>
  )
}
