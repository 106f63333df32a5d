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
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { ConsolePort } from '../../core/contract'
import { Button, IconButton, Menu, type MenuEntry, Segments } from '../ui'
import { pictureToClipboard, pictureToNotes, textToNotes } from './captures'
import { COMBINATIONS, CTRL_ALT_DEL, type Combination } from './keys'
import { logInToGuest } from './log-in'
import { startRecording, stopRecording } from './recording'
import type { ConsoleSession, ConsoleView } from './session'
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
    <div role="toolbar" aria-label="Console" className={styles.bar}>
      <Segments label="Show" segments={VIEWS} value={view} onChange={(next) => session.show(next)} />
      <span className={styles.gap} />
      <div className={styles.pair}>
        <ShortButton label="Send Ctrl+Alt+Del" icon={<RhUiRestoreWindowIcon />} disabled={!isScreenOpen || viewOnly} onClick={() => send(session, CTRL_ALT_DEL)} />
        <Menu label="Key combinations" button={<MoreOf what="Other key combinations" />} buttonClass={styles.more ?? ''} entries={combinationEntries(session)} />
      </div>
      <PasteButton session={session} disabled={!canType} onPaste={onPaste} />
      <LogInButtons session={session} port={port} disabled={!canType} />
      <ShortButton label="Screenshot to notes" icon={<RhUiImageIcon />} disabled={!hasPicture} onClick={() => void pictureToNotes(session)} />
      <span className={styles.space} />
      <Menu label="More of this console" align="end" button={<MoreIcon />} buttonClass={styles.end ?? ''} entries={moreEntries(session)} />
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

function MoreOf({ what }: { what: string }) {
  return (
    <span title={what}>
      <RhUiCaretDownIcon aria-label={what} role="img" />
    </span>
  )
}

function MoreIcon() {
  return (
    <span title="More">
      <RhUiEllipsisHorizontalIcon aria-label="More" role="img" />
    </span>
  )
}

function PasteButton({ session, disabled, onPaste }: { session: ConsoleSession; disabled: boolean; onPaste: () => void }) {
  const typing = useStore(session.store, (state) => state.typing)
  if (typing === null) return <ShortButton label="Paste as keystrokes" icon={<RhUiClipboardIcon />} disabled={disabled} onClick={onPaste} />
  const { done, total } = typing
  return (
    <div className={styles.typing}>
      <Button icon={<RhUiClipboardIcon />} aria-label="Paste as keystrokes" aria-busy="true" aria-disabled="true" className={styles.typingButton ?? ''}>
        <span className={styles.words}>Paste as keystrokes</span>
        <progress aria-label="Typed" value={done} max={total} className={styles.progress} />
        <span className={styles.count}>
          {done} of {total}
        </span>
      </Button>
      <IconButton label="Stop typing" size="small" onClick={() => stopTyping(session)}>
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
        <span>{login === null ? `Log in as ${first.user}` : `Logging in as ${login.user}`}</span>
      </Button>
      {others.length > 0 && !disabled && (
        <Menu
          label="Other logins"
          button={<MoreOf what="Other logins" />}
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

function combinationEntries(session: ConsoleSession): MenuEntry[] {
  return COMBINATIONS.flatMap(({ heading, combinations }): MenuEntry[] => [
    { kind: 'heading', id: heading, label: heading },
    ...combinations.map((combination): MenuEntry => ({ kind: 'item', id: combination.id, label: combination.label, onSelect: () => send(session, combination) })),
  ])
}

function moreEntries(session: ConsoleSession): MenuEntry[] {
  const { store } = session
  const { fits, viewOnly, resizesGuest, showsFigures, showsGuest, readable, recording, view, searching } = store.getState()
  const entry = (id: string, label: string, onSelect: () => void, checked?: boolean): MenuEntry => ({ kind: 'item', id, label, onSelect, ...(checked !== undefined && { checked }) })
  const screen: MenuEntry[] = [
    { kind: 'heading', id: 'screen', label: 'Screen' },
    entry('fit', 'Fit the picture to the window', () => store.setState({ fits: true }), fits),
    entry('actual', 'Actual size, 1:1', () => store.setState({ fits: false }), !fits),
    entry('resize', 'Resize the guest with the window', () => store.setState({ resizesGuest: !resizesGuest }), resizesGuest),
    entry('viewOnly', 'View only', () => store.setState({ viewOnly: !viewOnly }), viewOnly),
    entry('copy', 'Copy a screenshot', () => void pictureToClipboard(session)),
    recording === null ? entry('record', 'Record the screen', () => startRecording(session)) : entry('record', 'Stop recording', () => stopRecording(session)),
    entry('figures', 'Show pictures per second and latency', () => store.setState({ showsFigures: !showsFigures }), showsFigures),
  ]
  const serial: MenuEntry[] = [
    { kind: 'heading', id: 'serial', label: 'Serial' },
    entry('search', 'Search what it said', () => store.setState({ searching: !searching }), searching),
    entry('keep', 'Serial text to notes', () => void textToNotes(session)),
    entry('readable', 'Readable mode for screen readers', () => store.setState({ readable: !readable }), readable),
    ...SERIAL_KEYS.map(([id, label, byte]) => entry(id, label, () => session.serialPort()?.send(new Uint8Array([byte])))),
  ]
  return [
    ...(view === 'serial' ? [] : screen),
    ...(view === 'screen' ? [] : serial),
    { kind: 'line', id: 'line' },
    entry('guest', 'Facts of the guest', () => store.setState({ showsGuest: !showsGuest }), showsGuest),
  ]
}

/** KubeVirt's serial stream carries bytes and no break condition; these are the bytes that a tty acts on. */
const SERIAL_KEYS: readonly (readonly [id: string, label: string, byte: number])[] = [
  ['interrupt', 'Interrupt (Ctrl+C)', 0x03],
  ['end', 'End of input (Ctrl+D)', 0x04],
  ['quit', 'Break: quit the program (Ctrl+\\)', 0x1c],
]
