import { type RefObject, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { MachineRef } from '../../core/contract'
import { seatWord } from '../../core/console'
import { takeAskForSerial } from '../screens'
import styles from './console-view.module.css'
import { GuestPanel } from './guest-panel'
import { isReleaseKey } from './keys'
import { NoticeBar } from './notices'
import { ScreenPane, SerialPane } from './panes'
import { PasteDialog } from './paste-dialog'
import type { ConsoleSession } from './session'
import { hold, release, sessionOf } from './sessions'
import { Toolbar, type ToolbarProps } from './toolbar'

/** The console of one machine with its toolbar; connects while it is shown. */
export function ConsoleView({ machine, window: place }: { machine: MachineRef; window: ToolbarProps['window'] }) {
  const session = sessionOf(machine)
  useEffect(() => {
    hold(session.machine)
    session.show(takeAskForSerial(session.machine) ? 'serial' : session.store.getState().view)
    return () => release(session.machine)
  }, [session])
  return <Console session={session} window={place} />
}

function Console({ session, window: place }: { session: ConsoleSession; window: ToolbarProps['window'] }) {
  const { store, machine } = session
  const region = useRef<HTMLElement>(null)
  const view = useStore(store, (state) => state.view)
  const word = useStore(store, (state) => seatWord(state.view === 'serial' ? state.serial : state.screen))
  const [isPasting, setPasting] = useState(false)
  const [isFull, toggleFull] = useFullScreen(region)

  useEffect(() => {
    const host = region.current
    if (host === null) return
    // Before noVNC and xterm.js see it: the one key that neither guest gets.
    const press = (event: KeyboardEvent): void => {
      if (!isReleaseKey(event)) return
      event.preventDefault()
      event.stopPropagation()
      if (event.type !== 'keydown') return
      // What was held down went to the guest; nobody would tell it of the release.
      for (const [keysym, code] of HELD) session.screenPort()?.rfb.sendKey(keysym, code, false)
      host.querySelector<HTMLElement>('[role="radiogroup"] input:checked')?.focus()
    }
    host.addEventListener('keydown', press, true)
    return () => host.removeEventListener('keydown', press, true)
  }, [session])

  return (
    <section ref={region} aria-label={`Console of ${machine.namespace}/${machine.name}`} data-state={word} className={styles.console}>
      <Toolbar session={session} isFull={isFull} onFull={toggleFull} onPaste={() => setPasting(true)} window={place} />
      <div className={styles.panes}>
        <NoticeBar session={session} />
        {view !== 'serial' && <ScreenPane session={session} />}
        {view === 'both' && <div className={styles.border} />}
        {view !== 'screen' && <SerialPane session={session} />}
      </div>
      {!isFull && <GuestPanel session={session} />}
      {isPasting && <PasteDialog session={session} onClose={() => setPasting(false)} />}
    </section>
  )
}

const HELD = [
  [0xffe3, 'ControlLeft'],
  [0xffe4, 'ControlRight'],
  [0xffe9, 'AltLeft'],
  [0xffea, 'AltRight'],
  [0xfe03, 'AltRight'],
] as const

/** The browser's part that takes Alt+Tab and friends along, where it exists; its types do not. */
interface KeyboardLock {
  lock?: () => Promise<void>
  unlock?: () => void
}

function useFullScreen(region: RefObject<HTMLElement | null>): [boolean, () => void] {
  const [isFull, setFull] = useState(false)
  useEffect(() => {
    const note = (): void => setFull(document.fullscreenElement !== null && document.fullscreenElement === region.current)
    document.addEventListener('fullscreenchange', note)
    return () => document.removeEventListener('fullscreenchange', note)
  }, [region])
  const toggle = (): void => {
    const { keyboard } = navigator as Navigator & { keyboard?: KeyboardLock }
    if (isFull) {
      keyboard?.unlock?.()
      void document.exitFullscreen()
    } else {
      // The desktop gives its own keys only to who fills the screen. Without them it is a full screen all the same.
      void region.current?.requestFullscreen().then(() => keyboard?.lock?.()).catch(() => {})
    }
  }
  return [isFull, toggle]
}
