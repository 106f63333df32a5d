import { RhUiCaretDownIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-caret-down-icon'
import { RhUiClipboardIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-clipboard-icon'
import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { RhUiDesktopIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-desktop-icon'
import { RhUiEllipsisHorizontalIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-ellipsis-horizontal-icon'
import { RhUiExpandArrowsIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-expand-arrows-icon'
import { RhUiExternalLinkIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-external-link-icon'
import { RhUiImageIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-image-icon'
import { RhUiOpenDrawerRightIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-open-drawer-right-icon'
import { RhUiRestoreWindowIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-restore-window-icon'
import { RhUiCodeIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-code-icon'
import { RhUiUndoIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-undo-icon'
import { RhUiUserCheckIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-user-check-icon'
import type { KeyboardEvent, ReactNode } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { ConsolePort } from '../../core/contract'
import { Button, IconButton, Menu, type MenuEntry, Segments } from '../ui'
import { pictureToClipboard, pictureToNotes, textToNotes } from './captures'
import { COMBINATIONS, CTRL_ALT_DEL, type Combination } from './keys'
import { logInToGuest } from './log-in'
import { type RecordingKind, startRecording, stopRecording } from './recording'
import type { ConsoleView } from './preferences'
import type { ConsoleSession } from './session'
import styles from './toolbar.module.css'
import { stopTyping } from './typing'

export interface ToolbarProps {
  session: ConsoleSession
  isFull: boolean
  onFull: () => void
  /** Opens the plan of a paste. */
  onPaste: () => void
  /** To a window of its own, or back from it. */
  window: { label: string; onMove: () => void; isOwn: boolean }
}

const VIEWS: readonly { value: ConsoleView; label: string; icon: ReactNode }[] = [
  { value: 'screen', label: 'Screen', icon: <RhUiDesktopIcon /> },
  { value: 'serial', label: 'Serial', icon: <RhUiCodeIcon /> },
  { value: 'both', label: 'Side by side', icon: <RhUiOpenDrawerRightIcon /> },
]

/** Where typing and logging in go: to what is shown, and side by side to what had the focus last. */
export function activePort(view: ConsoleView, lastFocus: ConsolePort): ConsolePort {
  return view === 'both' ? lastFocus : view
}

export function Toolbar({ session, isFull, onFull, onPaste, window: place }: ToolbarProps) {
  const { store } = session
  const view = useStore(store, (state) => state.view)
  const port = useStore(store, (state) => activePort(state.view, state.lastFocus))
  const isScreenOpen = useStore(store, ({ screen }) => screen.state === 'connected')
  const isOpen = useStore(store, (state) => state[port].state === 'connected')
  const viewOnly = useStore(store, (state) => state.viewOnly)
  const hasPicture = useStore(store, ({ picture }) => picture !== null)
  const canType = isOpen && (port === 'serial' || !viewOnly)
  return (
    <div role="toolbar" aria-label="Console" className={styles.bar} onKeyDown={walk}>
      <Segments label="Show" segments={VIEWS} value={view} onChange={(next) => session.show(next)} />
      <span className={styles.gap} />
      <div className={styles.pair}>
        <ShortButton label="Send Ctrl+Alt+Del" icon={<RhUiRestoreWindowIcon />} disabled={!isScreenOpen || viewOnly} onClick={() => send(session, CTRL_ALT_DEL)} />
        {/* By the screen: the serial console has keys of its own below. */}
        <Menu floats label="Key combinations" button={<Unnamed name="Other key combinations" icon={<RhUiCaretDownIcon />} />} buttonClass={styles.more ?? ''} entries={combinationEntries(session, isScreenOpen && !viewOnly)} />
      </div>
      <PasteButton session={session} disabled={!canType} onPaste={onPaste} />
      <LogInButtons session={session} port={port} disabled={!canType} />
      <ShortButton label="Screenshot to notes" icon={<RhUiImageIcon />} disabled={!hasPicture} onClick={() => void pictureToNotes(session)} />
      <span className={styles.space} />
      <MoreMenu session={session} />
      <IconButton label={place.label} onClick={place.onMove}>
        {place.isOwn ? <RhUiUndoIcon /> : <RhUiExternalLinkIcon />}
      </IconButton>
      <IconButton label={isFull ? 'Leave full screen' : 'Full screen'} aria-pressed={isFull} onClick={onFull}>
        {isFull ? <RhUiCloseIcon /> : <RhUiExpandArrowsIcon />}
      </IconButton>
    </div>
  )
}

/** A button whose words give way to its icon where the row is narrow; its name stays. */
function ShortButton({ label, icon, disabled, onClick }: { label: string; icon: ReactNode; disabled: boolean; onClick: () => void }) {
  return (
    <Button icon={icon} aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <span className={styles.words}>{label}</span>
    </Button>
  )
}

/** An icon that needs a name: PatternFly hides its icons from screen readers. */
function Unnamed({ name, icon }: { name: string; icon: ReactNode }) {
  return (
    <span title={name}>
      {icon}
      <span className="visually-hidden">{name}</span>
    </span>
  )
}

/** Arrow keys go along the toolbar, as in any (WAI-ARIA's pattern); within the choice of the view they choose. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget } = event
  if (!(target instanceof HTMLButtonElement) || target.closest('[role="menu"]') !== null) return
  const stops = [...currentTarget.querySelectorAll<HTMLElement>('input:checked, button:not(:disabled)')]
  const at = stops.indexOf(target)
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[key]
  if (next === undefined) return
  event.preventDefault()
  stops.at(next === stops.length ? 0 : next)?.focus()
}

function PasteButton({ session, disabled, onPaste }: { session: ConsoleSession; disabled: boolean; onPaste: () => void }) {
  const typing = useStore(session.store, (state) => state.typing)
  if (typing === null) return <ShortButton label="Paste as keystrokes" icon={<RhUiClipboardIcon />} disabled={disabled} onClick={onPaste} />
  const { done, total, port } = typing
  const stop = (): void => {
    stopTyping(session)
    // This button goes, and who stops wants to mend by hand what has been typed.
    if (port === 'serial') session.serialScreen()?.focus()
    else session.screenPort()?.rfb.focus()
  }
  return (
    <div className={styles.typing}>
      <Button icon={<RhUiClipboardIcon />} aria-label="Paste as keystrokes" aria-busy="true" aria-disabled="true" className={styles.typingButton ?? ''}>
        <span className={styles.words}>Paste as keystrokes</span>
        <progress aria-label="Typed" title={`${done} of ${total}`} value={done} max={total} className={styles.progress} />
        <span className={styles.count}>
          {done} of {total}
        </span>
      </Button>
      <IconButton label="Stop typing" size="small" onClick={stop}>
        <RhUiCloseIcon />
      </IconButton>
    </div>
  )
}

function LogInButtons({ session, port, disabled }: { session: ConsoleSession; port: ConsolePort; disabled: boolean }) {
  const logins = useStore(session.store, (state) => state.logins)
  const login = useStore(session.store, (state) => state.login)
  const [first, ...others] = logins
  if (first === undefined) return null
  const start = (user: string) => () => void logInToGuest(session, port, user)
  return (
    <div className={styles.pair}>
      <Button icon={<RhUiUserCheckIcon />} aria-label={`Log in as ${first.user}`} title={`Log in as ${first.user} on the ${port === 'screen' ? 'screen' : 'serial console'}`} busy={login !== null} disabled={disabled} onClick={start(first.user)}>
        <span className={styles.login}>{login === null ? `Log in as ${first.user}` : `Logging in as ${login.user}`}</span>
      </Button>
      {others.length > 0 && !disabled && (
        <Menu
          floats
          label="Other logins"
          button={<Unnamed name="Other logins" icon={<RhUiCaretDownIcon />} />}
          buttonClass={styles.more ?? ''}
          entries={others.map(({ user, source }) => ({ kind: 'item', id: user, label: `Log in as ${user}`, detail: source === 'classroom' ? 'classroom' : 'cloud-init', onSelect: start(user) }))}
        />
      )}
    </div>
  )
}

function send(session: ConsoleSession, { keys }: Combination): void {
  const rfb = session.screenPort()?.rfb
  for (const [keysym, code] of keys) rfb?.sendKey(keysym, code, true)
  for (const [keysym, code] of [...keys].reverse()) rfb?.sendKey(keysym, code, false)
}

function combinationEntries(session: ConsoleSession, canSend: boolean): MenuEntry[] {
  const why = canSend ? null : 'The screen is not connected, or only looked at'
  return COMBINATIONS.flatMap(({ heading, combinations }): MenuEntry[] => [
    { kind: 'heading', id: heading, label: heading },
    ...combinations.map((combination): MenuEntry => ({ kind: 'item', id: combination.id, label: combination.label, why, onSelect: () => send(session, combination) })),
  ])
}

function MoreMenu({ session }: { session: ConsoleSession }) {
  const state = useStore(session.store, useShallow(menuState))
  return <Menu floats label="More of this console" align="end" button={<Unnamed name="More of this console" icon={<RhUiEllipsisHorizontalIcon />} />} buttonClass={styles.end ?? ''} entries={moreEntries(session, state)} />
}

const menuState = ({ fits, viewOnly, resizesGuest, showsFigures, showsGuest, readable, recording, view, searching }: ReturnType<ConsoleSession['store']['getState']>) => ({
  fits,
  viewOnly,
  resizesGuest,
  showsFigures,
  showsGuest,
  readable,
  recording,
  view,
  searching,
})

function moreEntries(session: ConsoleSession, { fits, viewOnly, resizesGuest, showsFigures, showsGuest, readable, recording, view, searching }: ReturnType<typeof menuState>): MenuEntry[] {
  const { store } = session
  const deed = (id: string, label: string, onSelect: () => void): MenuEntry => ({ kind: 'item', id, label, onSelect })
  const toggle = (id: string, label: string, checked: boolean, onSelect: () => void): MenuEntry => ({ kind: 'switch', id, label, checked, onSelect })
  const record = (kind: RecordingKind) => () => startRecording(session, kind)
  const screen: MenuEntry[] = [
    { kind: 'heading', id: 'screen', label: 'Screen' },
    toggle('fit', 'Fit the picture to the window', fits, () => store.setState({ fits: true })),
    toggle('actual', 'Actual size, 1:1', !fits, () => store.setState({ fits: false })),
    toggle('resize', 'Resize the guest with the window', resizesGuest, () => store.setState({ resizesGuest: !resizesGuest })),
    toggle('viewOnly', 'View only', viewOnly, () => store.setState({ viewOnly: !viewOnly })),
    toggle('figures', 'Show pictures per second and latency', showsFigures, () => store.setState({ showsFigures: !showsFigures })),
    deed('copy', 'Copy a screenshot', () => void pictureToClipboard(session)),
    ...(recording === null
      ? [deed('video', 'Record a video (WebM)', record('video')), deed('gif', 'Record a GIF', record('gif'))]
      : [deed('stop', 'Stop recording', () => stopRecording(session))]),
  ]
  const serial: MenuEntry[] = [
    { kind: 'heading', id: 'serial', label: 'Serial' },
    toggle('search', 'Search what it said', searching, () => store.setState({ searching: !searching })),
    deed('keep', 'Serial text to notes', () => void textToNotes(session)),
    toggle('readable', 'Readable mode for screen readers', readable, () => store.setState({ readable: !readable })),
    ...SERIAL_KEYS.map(([id, label, byte]) => deed(id, label, () => session.serialPort()?.send(new Uint8Array([byte])))),
    { kind: 'item', id: 'break', label: 'Break', why: NO_BREAK, onSelect: () => {} },
  ]
  return [
    ...(view === 'serial' ? [] : screen),
    ...(view === 'screen' ? [] : serial),
    { kind: 'line', id: 'line' },
    toggle('guest', 'Facts of the guest', showsGuest, () => store.setState({ showsGuest: !showsGuest })),
  ]
}

/** Bytes that a tty acts on. */
const SERIAL_KEYS: readonly (readonly [id: string, label: string, byte: number])[] = [
  ['interrupt', 'Interrupt (Ctrl+C)', 0x03],
  ['end', 'End of input (Ctrl+D)', 0x04],
  ['quit', 'Quit the program (Ctrl+\\)', 0x1c],
]

/** KubeVirt joins its WebSocket with a UNIX socket of QEMU's: bytes only, and a break is none. */
const NO_BREAK = 'KubeVirt’s serial console carries no break. SysRq goes by the screen: see the key combinations there.'
