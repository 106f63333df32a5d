import { RhUiConnectedIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-connected-icon'
import { RhUiDisconnectedIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-disconnected-icon'
import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { ConsolePort } from '../../core/contract'
import { seatWord } from '../../core/console'
import { main } from '../border'
import { useTheme } from '../theme'
import { Button, classes, Spinner } from '../ui'
import { textToNotes } from './captures'
import { RELEASE_KEYS } from './keys'
import { HeadNotice } from './notices'
import { stopRecording } from './recording'
import styles from './panes.module.css'
import { SeatCard } from './seat-card'
import type { ConsoleSession } from './session'
import { TranscriptSearch } from './transcript-search'
import { sayRate, sayState } from './words'

/** The screen, or the last picture of it. */
export function ScreenPane({ session }: { session: ConsoleSession }) {
  const { store, machine } = session
  const place = usePlaceOf(session, 'screen')
  const isOpen = useStore(store, ({ screen }) => screen.state === 'connected')
  const viewOnly = useStore(store, (state) => state.viewOnly)
  const fits = useStore(store, (state) => state.fits)
  const keysGoTo = useStore(store, (state) => state.keysGoTo)
  const power = useStore(store, ({ facts }) => facts.power)
  const hasKeys = isOpen && !viewOnly
  useEffect(() => {
    if (!hasKeys) store.setState({ keysGoTo: 'window' })
  }, [hasKeys, store])
  return (
    <div className={styles.pane}>
      <PaneHead session={session} port="screen" />
      <div
        className={styles.black}
        // noVNC's canvas takes the focus itself where it is clicked; this is the way by keyboard.
        role="application"
        aria-label={`Screen of ${machine.name}`}
        aria-description={`Enter gives the keyboard to the guest, ${RELEASE_KEYS} takes it back.`}
        tabIndex={hasKeys && keysGoTo === 'window' ? 0 : -1}
        data-keyboard={keysGoTo === 'guest' ? 'guest' : undefined}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget || event.key !== 'Enter') return
          event.preventDefault()
          session.screenPort()?.rfb.focus()
        }}
        onFocus={(event) => {
          store.setState({ lastFocus: 'screen', keysGoTo: hasKeys && event.target !== event.currentTarget ? 'guest' : 'window' })
        }}
        onBlur={() => store.setState({ keysGoTo: 'window' })}
      >
        <div ref={place} className={classes(styles.picture, fits && styles.fits)} />
        {power === 'paused' && isOpen && <Paused session={session} />}
        <SeatCard session={session} port="screen" />
      </div>
    </div>
  )
}

function Paused({ session: { machine } }: { session: ConsoleSession }) {
  return (
    <div role="status" className={styles.strip}>
      The VM is paused: its picture stands still.
      <Button size="small" onClick={() => void main.objects.act({ target: { kind: 'virtualmachines.kubevirt.io', ...machine }, action: 'unpause' })}>
        Unpause
      </Button>
    </div>
  )
}

/** The serial console, its transcript and the hint for a blank one. */
export function SerialPane({ session }: { session: ConsoleSession }) {
  const { store } = session
  const place = usePlaceOf(session, 'serial')
  const theme = useTheme((state) => state.theme)
  const searching = useStore(store, (state) => state.searching)
  const isOpen = useStore(store, ({ serial }) => serial.state === 'connected')
  const hasSpoken = useStore(store, (state) => state.hasSpoken)
  useEffect(() => session.serialScreen()?.repaint(), [session, theme])
  return (
    <div className={styles.pane}>
      <PaneHead session={session} port="serial" />
      <div className={styles.terminal} data-keyboard="shell" onFocus={() => store.setState({ lastFocus: 'serial' })}>
        <div ref={place} className={styles.fill} />
        {searching && <TranscriptSearch session={session} />}
        {isOpen && !hasSpoken && (
          <div role="status" className={styles.hint}>
            Connected, and silent so far: a serial console says nothing until it is asked.
            <Button
              size="small"
              onClick={() => {
                session.serialPort()?.send(new Uint8Array([0x0d]))
                session.serialScreen()?.focus()
              }}
            >
              Press Enter
            </Button>
          </div>
        )}
        <SeatCard session={session} port="serial" />
      </div>
    </div>
  )
}

/** Puts the session's element into its place while the pane is shown. */
function usePlaceOf(session: ConsoleSession, port: ConsolePort) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const host = place.current
    if (host === null) return
    const element = session.elements[port]
    host.append(element)
    const observer = new ResizeObserver(() => session.fit())
    observer.observe(host)
    session.fit()
    return () => {
      observer.disconnect()
      element.remove()
    }
  }, [session, port])
  return place
}

const TITLES: Record<ConsolePort, string> = { screen: 'Screen', serial: 'Serial' }

function PaneHead({ session, port }: { session: ConsoleSession; port: ConsolePort }) {
  const seat = useStore(session.store, (state) => state[port])
  const facts = useStore(session.store, (state) => state.facts)
  const noticePort = useStore(session.store, ({ view }) => (view === 'serial' ? 'serial' : 'screen'))
  const word = seatWord(seat)
  return (
    <div className={styles.head}>
      <strong>{TITLES[port]}</strong>
      <span role="status" aria-label={`${TITLES[port]} state`} className={classes(styles.state, styles[word])}>
        {word === 'connected' ? <RhUiConnectedIcon /> : word === 'connecting' ? <Spinner /> : <RhUiDisconnectedIcon />}
        {sayState(seat, facts)}
      </span>
      {port === noticePort && <HeadNotice session={session} />}
      <span className={styles.detail}>{port === 'screen' ? <ScreenDetail session={session} /> : <SerialDetail session={session} />}</span>
    </div>
  )
}

function ScreenDetail({ session }: { session: ConsoleSession }) {
  const { store } = session
  const picture = useStore(store, (state) => state.picture)
  const scale = useStore(store, (state) => state.scale)
  const figures = useStore(store, (state) => state.figures)
  const showsFigures = useStore(store, (state) => state.showsFigures)
  const keysGoTo = useStore(store, (state) => state.keysGoTo)
  const viewOnly = useStore(store, (state) => state.viewOnly)
  const fits = useStore(store, (state) => state.fits)
  const recording = useStore(store, (state) => state.recording)
  const percent = scale === null ? 100 : Math.round(scale * 100)
  return (
    <>
      {viewOnly && <span>View only</span>}
      {keysGoTo === 'guest' && <span className={styles.grab}>Keys go to the guest · {RELEASE_KEYS} takes them back</span>}
      {showsFigures && figures !== null && (
        <span>
          {figures.pictures} pictures/s{figures.latency !== null && `, ${figures.latency < 10 ? figures.latency.toFixed(1) : Math.round(figures.latency)} ms`}
          {figures.bytesPerSecond !== null && `, line ${sayRate(figures.bytesPerSecond)}`}
        </span>
      )}
      {picture !== null && (
        <span>
          {picture.width} × {picture.height}
        </span>
      )}
      {picture !== null && (percent !== 100 || !fits) && (
        <Button variant="link" title={fits ? 'Show it at its own size, 1:1' : 'Fit it to the window'} onClick={() => store.setState({ fits: !fits })}>
          {fits ? `Shown at ${percent}%` : 'Shown 1:1'}
        </Button>
      )}
      {/* Last: what comes before it goes when the screen loses the focus, and would move it from under the pointer. */}
      {recording !== null && (
        <Button variant="link" className={styles.recording} onClick={() => stopRecording(session)}>
          Stop recording
        </Button>
      )}
    </>
  )
}

function SerialDetail({ session }: { session: ConsoleSession }) {
  const size = useStore(session.store, (state) => state.size)
  const told = useStore(session.store, (state) => state.toldSize)
  const isOpen = useStore(session.store, ({ serial }) => serial.state === 'connected')
  if (size === null) return null
  const isKnown = told !== null && told.cols === size.cols && told.rows === size.rows
  return (
    <>
      {isOpen && !isKnown && (
        <Button
          variant="link"
          className={styles.tell}
          aria-label="Tell the guest the size"
          title="A serial line carries no window size. At a shell’s prompt this types stty with the right one."
          onClick={() => session.tellSize()}
        >
          <span>
            Tell the guest<span className={styles.spare}> the size</span>
          </span>
        </Button>
      )}
      <Button variant="link" aria-label="Serial text to notes" title="What is selected, or else all that it has said" onClick={() => void textToNotes(session)}>
        To notes
      </Button>
      <span className={styles.spare}>
        {size.cols} × {size.rows}
      </span>
    </>
  )
}
