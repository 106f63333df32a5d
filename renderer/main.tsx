import './theme/fonts.css'
import './theme/tokens.css'
import './theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App, startApp } from './app'
import { startClassroom } from './classroom'
import { startSession } from './session'
import { startTheme } from './theme'

// Questions to main go out before React does anything, so that their answers are there when the first page is.
startTheme()
startApp()
startClassroom()
startSession()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
