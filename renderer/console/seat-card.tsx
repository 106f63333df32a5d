import { RhUiConnectedIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-connected-icon'
import { RhUiDesktopIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-desktop-icon'
import { RhUiOffIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-off-icon'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { ConsolePort, MachineRef } from '../../core/contract'
import type { Seat } from '../../core/console'
import { main } from '../border'
import { logIn, useActiveUser } from '../session'
import { describeTrouble } from '../trouble'
import { Button, Spinner } from '../ui'
import styles from './seat-card.module.css'
import type { ConsoleSession } from './session'
import { describeSeat, isRefused } from './words'

/** Over the last picture: why it stands still, and the way on. */
export function SeatCard({ session, port }: { session: ConsoleSession; port: ConsolePort }) {
  const seat = useStore(session.store, (state) => state[port])
  const facts = useStore(session.store, (state) => state.facts)
  const lost = useStore(session.store, (state) => state.lost)
  if (seat.state === 'connected') return null
  const { title, why } = describeSeat(seat, port, session.machine, facts)
  const isUrgent = seat.state === 'taken' || seat.state === 'failed'
  return (
    <div className={styles.veil}>
      <div role={isUrgent ? 'alert' : 'status'} className={styles.card}>
        <span className={isUrgent ? styles.danger : styles.icon}>{iconOf(seat, (facts.power === 'starting' && !isRefused(facts)) || facts.power === 'stopping')}</span>
        <div>
          <h2>{title}</h2>
          <p>
            {why}
            {lost !== null && seat.state !== 'connecting' && ` ${lost}`}
            {seat.state === 'waiting' && <Countdown until={seat.until} />}
          </p>
          <Actions session={session} port={port} seat={seat} />
        </div>
      </div>
    </div>
  )
}

function iconOf(seat: Seat, isChanging: boolean): ReactNode {
  if (seat.state === 'connecting' || seat.state === 'waiting' || (seat.state === 'closed' && isChanging)) return <Spinner />
  if (seat.state === 'closed') return <RhUiOffIcon />
  return seat.state === 'taken' ? <RhUiDesktopIcon /> : <RhUiConnectedIcon />
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.ceil((until - now) / 1000)
  // A screen reader need not hear every second.
  return <span aria-hidden="true">{seconds > 1 ? ` Next try in ${seconds} s.` : ' Trying now.'}</span>
}

function Actions({ session, port, seat }: { session: ConsoleSession; port: ConsolePort; seat: Exclude<Seat, { state: 'connected' }> }) {
  const view = useStore(session.store, (state) => state.view)
  const power = useStore(session.store, (state) => state.facts.power)
  // What has failed may be started again by the cluster at once.
  const isLeftOff = useStore(session.store, ({ facts }) => !facts.hasCrashed || facts.status === 'Stopped')
  const user = useActiveUser()
  const first = useRef<HTMLButtonElement>(null)
  const needsAnswer = seat.state === 'taken'
  useEffect(() => {
    // Who was typing into the screen goes on here; who works elsewhere is not torn away.
    if (needsAnswer && (document.activeElement === document.body || first.current?.closest('section')?.contains(document.activeElement) === true)) first.current?.focus()
  }, [needsAnswer])

  const other =
    port === 'screen' && view === 'screen' && seat.state !== 'closed' ? (
      <Button size="dialog" onClick={() => session.show('serial')}>
        Use Serial instead
      </Button>
    ) : null
  if (seat.state === 'connecting') return null
  if (seat.state === 'taken') {
    return (
      <div className={styles.actions}>
        <Button ref={first} variant="primary" size="dialog" onClick={() => session.takeBack(port)}>
          Take back
        </Button>
        {other}
      </div>
    )
  }
  if (seat.state === 'closed' && seat.why === 'signedOut') {
    return user === null ? null : (
      <div className={styles.actions}>
        <Button variant="primary" size="dialog" onClick={() => void logIn(user)}>
          Log in as {user} again
        </Button>
      </div>
    )
  }
  if (seat.state === 'closed' && seat.why === 'stopped' && (power === 'stopped' || power === 'unknown')) {
    return isLeftOff ? <Start machine={session.machine} /> : null
  }
  if (seat.state === 'closed' && (power === 'starting' || power === 'stopping' || power === 'absent')) return null
  return (
    <div className={styles.actions}>
      <Button variant={seat.state === 'waiting' ? 'secondary' : 'primary'} size="dialog" onClick={() => session.reconnect(port)}>
        Reconnect
      </Button>
      {other}
    </div>
  )
}

/** Goes with the first sign of the machine's starting. */
function Start({ machine }: { machine: MachineRef }) {
  const [isStarting, setStarting] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const start = async (): Promise<void> => {
    setStarting(true)
    const answer = await main.objects.act({ target: { kind: 'virtualmachines.kubevirt.io', ...machine }, action: 'start' })
    if (answer.ok) return
    setStarting(false)
    setTrouble('message' in answer.error ? answer.error.message : describeTrouble(answer.error).title)
  }
  return (
    <>
      {trouble !== null && (
        <p role="alert" className={styles.trouble}>
          {trouble}
        </p>
      )}
      <div className={styles.actions}>
        <Button variant="primary" size="dialog" busy={isStarting} onClick={() => void start()}>
          Start {machine.name}
        </Button>
      </div>
    </>
  )
}
