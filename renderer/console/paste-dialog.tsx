import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { LAYOUTS } from '../../core/console'
import { main } from '../border'
import { Button, Dialog } from '../ui'
import styles from './paste-dialog.module.css'
import { setKeyboardLayout, usePreferences } from './preferences'
import type { ConsoleSession } from './session'
import { activePort } from './toolbar'
import { type PastePlan, planPaste, typePlan } from './typing'

/** Shows what would be typed, and what cannot be, before a single key is sent. */
export function PasteDialog({ session, onClose }: { session: ConsoleSession; onClose: () => void }) {
  const { store } = session
  const port = useStore(store, (state) => activePort(state.view, state.lastFocus))
  const hasSerial = useStore(store, ({ serial }) => serial.state === 'connected')
  const layout = usePreferences((state) => state.layout)
  const [text, setText] = useState('')
  const [bySerial, setBySerial] = useState(port === 'serial')
  const [plan, setPlan] = useState<PastePlan | null>(null)
  const way = bySerial && hasSerial ? 'serial' : 'keys'

  useEffect(() => {
    void main.console.clipboard().then((answer) => {
      if (answer.ok) setText(answer.value.text)
    })
  }, [])
  useEffect(() => {
    let isOld = false
    void planPaste(text, way, layout).then((next) => {
      if (!isOld) setPlan(next)
    })
    return () => {
      isOld = true
    }
  }, [text, way, layout])

  const start = (): void => {
    if (plan === null) return
    onClose()
    if (way === 'serial') session.serialScreen()?.focus()
    else session.screenPort()?.rfb.focus()
    const total = plan.plan.characters.length
    void typePlan(session, plan).then((done) => {
      const left = `${total - done} of ${total} pasted keystrokes were not typed.`
      if (done < total) store.setState(store.getState()[way === 'serial' ? 'serial' : 'screen'].state === 'connected' ? { notice: { tone: 'info', title: left } } : { lost: left })
    })
  }
  const count = plan?.plan.characters.length ?? 0
  const untypeable = plan?.plan.untypeable ?? []
  return (
    <Dialog
      title="Paste as keystrokes"
      width={620}
      onClose={onClose}
      note={count === 0 ? '' : `${count.toLocaleString('en-GB')} keystrokes`}
      buttons={
        <>
          <Button size="dialog" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button size="dialog" variant="primary" disabled={count === 0} onClick={start}>
            {untypeable.length === 0 ? 'Type it' : 'Type the rest'}
          </Button>
        </>
      }
    >
      <label className={styles.label}>
        Text from the clipboard
        <textarea className={styles.text} rows={7} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <div className={styles.ways}>
        {hasSerial && (
          <label>
            <input type="checkbox" checked={bySerial} onChange={(event) => setBySerial(event.target.checked)} /> Through the serial console: faster, and every character goes
          </label>
        )}
        {way === 'keys' && (
          <label>
            Keyboard of the guest{' '}
            <select value={layout} onChange={(event) => setKeyboardLayout(event.target.value)}>
              {LAYOUTS.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {untypeable.length > 0 && (
        <div role="alert" className={styles.untypeable}>
          <strong>
            {untypeable.length === 1 ? 'One character is' : `${untypeable.length} characters are`} not on this keyboard and would be left out:
          </strong>
          <ul>
            {untypeable.slice(0, MOST_SHOWN).map((character) => (
              <li key={character}>
                <code>{character}</code> <span>U+{character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}</span>
              </li>
            ))}
            {untypeable.length > MOST_SHOWN && <li>and {untypeable.length - MOST_SHOWN} more</li>}
          </ul>
        </div>
      )}
    </Dialog>
  )
}

/** More of them say nothing new: the text is in another script. */
const MOST_SHOWN = 40
