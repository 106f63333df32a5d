import { Component, type ErrorInfo, type ReactNode } from 'react'
import { main } from '../border'
import { Bar, Button } from '../ui'
import styles from './error-boundary.module.css'
import { reportTrouble } from './report'

interface ErrorBoundaryProps {
  /** What stopped working when this boundary catches, as a sentence's subject: `The terminal`. */
  what: string
  children: ReactNode
}

type ErrorBoundaryState = { failed: false } | { failed: true; incident: string | null }

/** Keeps a view's bug inside the view: the rest of the window goes on, and the bug has a number. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failed: false }

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { failed: true, incident: null }
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const where = `${this.props.what}${(componentStack ?? '').split('\n').slice(0, 4).join('')}`
    void reportTrouble(error, where).then((incident) => {
      if (this.state.failed) this.setState({ failed: true, incident })
    })
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    const { incident } = this.state
    return (
      <div className={styles.place}>
        <Bar
          tone="danger"
          role="alert"
          title={`${this.props.what} stopped working`}
          actions={
            <>
              <Button variant="primary" onClick={() => void main.app.window({ action: 'reload' })}>
                Reload the window
              </Button>
              <Button onClick={() => this.setState({ failed: false })}>Try again</Button>
            </>
          }
        >
          This is a mistake in Lab Companion. {incident !== null && `It is written in the log under ${incident}. `}
          Terminals keep running while the window reloads.
        </Bar>
      </div>
    )
  }
}
