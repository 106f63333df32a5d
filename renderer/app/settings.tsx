import { useState, type ReactNode } from 'react'
import { main } from '../border'
import { ClassroomEditor, useOpenClassroom } from '../classroom'
import { changeLayout, SCALES, useLayout } from '../layout'
import { PolicyList } from '../policy'
import { PasswordSettings } from '../session'
import { Button, Dialog, Field, Segments, Tabs } from '../ui'
import { chooseTheme } from './commands'
import styles from './settings.module.css'
import { show, type Overlay, useApp } from './store'

type Section = 'appearance' | 'passwords' | 'classroom' | 'about'

const firstSection: Partial<Record<Overlay, Section>> = { 'settings.classroom': 'classroom', 'settings.passwords': 'passwords' }

export function Settings({ overlay }: { overlay: Overlay }) {
  const classroom = useOpenClassroom()
  const [section, setSection] = useState<Section>(firstSection[overlay] ?? 'appearance')
  const hasFile = classroom !== null && classroom.kind !== 'practice'
  const tabs = [
    { id: 'appearance', label: 'Appearance', content: <Appearance /> },
    { id: 'passwords', label: 'Passwords', content: <PasswordSettings /> },
    ...(hasFile ? [{ id: 'classroom', label: 'Classroom file', content: <ClassroomEditor /> }] : []),
    { id: 'about', label: 'About', content: <About /> },
  ]
  return (
    <Dialog
      title="Settings"
      closeLabel="Close settings"
      width={800}
      replaceable
      className={styles.settings ?? ''}
      onClose={() => show(null)}
    >
      <Tabs label="Settings" items={tabs} selected={section} onSelect={(id) => setSection(id as Section)} />
    </Dialog>
  )
}

const themes = [
  { value: 'system', label: 'As the desktop' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

const scales = SCALES.map((scale) => ({ value: String(scale), label: `${Math.round(scale * 100)} %` }))

function Appearance() {
  const { theme, scale, terminalFontSize } = useLayout()
  const [fontSize, setFontSize] = useState(String(terminalFontSize))
  return (
    <div className={styles.appearance}>
      <Row label="Theme">
        <Segments label="Theme" segments={themes} value={theme} onChange={chooseTheme} />
      </Row>
      <Row label="Size of everything">
        <Segments label="Size of everything" segments={scales} value={String(scale)} onChange={(value) => changeLayout({ scale: Number(value) })} />
      </Row>
      <Field
        label="Terminal font size"
        className={styles.fontSize}
        inputMode="numeric"
        value={fontSize}
        hint="Pixels, 8 to 32"
        problem={isFontSize(fontSize) ? null : 'A whole number from 8 to 32.'}
        onChange={(event) => {
          const text = event.currentTarget.value
          setFontSize(text)
          if (isFontSize(text)) changeLayout({ terminalFontSize: Number(text) })
        }}
      />
    </div>
  )
}

/** What this is, what the administrator has set, and where help is. */
function About() {
  const description = useApp((store) => store.description)
  if (description === null) return null
  return (
    <div className={styles.appearance}>
      <p>
        Lab Companion {description.version} on Electron {description.electron}
      </p>
      <PolicyList />
      <div className={styles.buttons}>
        <Button onClick={() => show('help')}>Help</Button>
        <Button onClick={() => show('diagnostics')}>Copy diagnostics…</Button>
        <Button onClick={() => void main.app.openLog()}>Show log folder</Button>
      </div>
    </div>
  )
}

/** The contract's limits: smaller cannot be read, larger leaves no columns. */
function isFontSize(text: string): boolean {
  const size = Number(text)
  return Number.isInteger(size) && size >= 8 && size <= 32
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span aria-hidden="true">{label}</span>
      {children}
    </div>
  )
}
