import './first-call'
import './theme/fonts.css'
import './theme/tokens.css'
import './theme/base.css'
import { lazy, type ReactNode, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { App, startApp } from './app'
import { machineOfWindow } from './border'
import { startClassroom } from './classroom'
import { startSession } from './session'
import { startTheme } from './theme'

/** The same page serves the program's window and the windows of single consoles (main/window/console-window). */
function chooseRoot(): ReactNode {
  const machine = machineOfWindow()
  if (machine === null) {
    startApp()
    startClassroom()
    return <App />
  }
  return (
    <Suspense>
      <ConsoleWindow machine={machine} />
    </Suspense>
  )
}

const ConsoleWindow = lazy(async () => ({ default: (await import('./console')).ConsoleWindow }))

// Questions to main go out before React does anything, so that their answers are there when the first page is.
startTheme()
startSession()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element #root')
createRoot(root).render(<StrictMode>{chooseRoot()}</StrictMode>)
