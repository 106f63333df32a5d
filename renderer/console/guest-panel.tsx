import { RhUiConnectedIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-connected-icon'
import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { RhUiDisconnectedIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-disconnected-icon'
import { Fragment, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { type GuestFacts, withLogin } from '../../core/console'
import { main } from '../border'
import { Button, IconButton, Spinner } from '../ui'
import styles from './guest-panel.module.css'
import type { ConsoleSession } from './session'
import { sayUse } from './words'

/** What the guest's agent tells, beside the picture of it. */
export function GuestPanel({ session }: { session: ConsoleSession }) {
  const asked = useStore(session.store, (state) => state.guest)
  const login = useStore(session.store, (state) => state.loggedIn)
  const guest = useMemo(() => withLogin(asked, login), [asked, login])
  const isRunning = useStore(session.store, ({ facts }) => facts.power === 'running' || facts.power === 'paused')
  const shown = useStore(session.store, (state) => state.showsGuest)
  if (!shown || !isRunning) return null
  return (
    <section aria-label="Guest agent" className={styles.panel}>
      <Headline guest={guest} onClose={() => session.store.setState({ showsGuest: false })} />
      {guest.state === 'known' ? <Facts guest={guest} /> : guest.state === 'missing' ? <Missing family={guest.family} /> : <div className={styles.columns} />}
    </section>
  )
}

function Headline({ guest, onClose }: { guest: GuestFacts; onClose: () => void }) {
  const words: Record<GuestFacts['state'], string> = { waiting: 'Looking for the guest agent', missing: 'No guest agent', silent: 'The guest agent does not answer', known: 'Guest agent connected' }
  return (
    <div className={styles.headline}>
      <span className={guest.state === 'known' ? styles.ok : styles.idle}>{guest.state === 'waiting' ? <Spinner /> : guest.state === 'known' ? <RhUiConnectedIcon /> : <RhUiDisconnectedIcon />}</span>
      <strong>{words[guest.state]}</strong>
      <span className={styles.age}>{guest.state === 'known' ? <><Age since={guest.asked} />{summary(guest)}</> : guest.state === 'silent' ? `It is asked again every few seconds. ${guest.message}` : null}</span>
      <IconButton size="small" label="Hide facts of the guest" onClick={onClose}>
        <RhUiCloseIcon />
      </IconButton>
    </div>
  )
}

/** What is asked for most, also where there is room for one line only. */
function summary({ hostname, addresses: [first], users }: Extract<GuestFacts, { state: 'known' }>): string {
  const who = users.length === 0 ? 'nobody logged in' : `${users.map(({ name }) => name).join(', ')} logged in`
  return [hostname, first?.address, who].map((fact) => (fact ? ` · ${fact}` : '')).join('')
}

function Age({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000))
  return <>answered {seconds < 1 ? 'just now' : `${seconds} s ago`}</>
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

function Facts({ guest }: { guest: Extract<GuestFacts, { state: 'known' }> }) {
  const [address] = guest.addresses
  const users = guest.users.map(({ name, since }) => (since === null ? name : `${name}, since ${clock.format(Date.parse(since))}`)).join('; ')
  const facts: [string, string | null, mono?: true][] = [
    ['Host name', guest.hostname],
    ['System', guest.system],
    ['Kernel', guest.kernel],
    ['Pod address', guest.podAddress, true],
    ['In the guest', address ? `${address.interface} ${address.address}`.trim() : null, true],
    ['MAC', address?.mac ?? null, true],
    ['Logged in', users === '' ? 'nobody' : users],
    ['Time zone', guest.timezone],
    ['Agent', guest.agent === null ? null : `qemu-ga ${guest.agent}`],
  ]
  return (
    <div className={styles.columns}>
      {[0, 3, 6].map((from) => (
        <dl key={from} className={styles.facts}>
          {facts.slice(from, from + 3).map(([label, value, mono]) => (
            <Fragment key={label}>
              <dt>{label}</dt>
              <dd className={mono && styles.mono} title={value ?? undefined}>
                {value ?? '–'}
              </dd>
            </Fragment>
          ))}
        </dl>
      ))}
      <ul className={styles.disks} aria-label="File systems">
        {guest.fileSystems.slice(0, 2).map(({ mountPoint, usedBytes, totalBytes }) => (
          <li key={mountPoint}>
            <span>File system {mountPoint}</span>
            <span>{sayUse(usedBytes, totalBytes)}</span>
            <meter aria-label={`File system ${mountPoint}`} min={0} max={totalBytes} value={usedBytes} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const INSTALL = 'sudo dnf -y install qemu-guest-agent && sudo systemctl enable --now qemu-guest-agent'
const INSTALL_DEBIAN = 'sudo apt-get install -y qemu-guest-agent && sudo systemctl enable --now qemu-guest-agent'

/** Without it the cluster does not know the guest's name, addresses, users and disks, and snapshots cannot freeze its file systems. */
function Missing({ family }: { family: string | null }) {
  if (family !== null && /win/i.test(family)) {
    return <p className={styles.missing}>Install the agent from the virtio-win CD (guest-agent\qemu-ga-x86_64.msi) inside Windows, then wait half a minute.</p>
  }
  const command = family !== null && /ubuntu|debian/i.test(family) ? INSTALL_DEBIAN : INSTALL
  return (
    <div className={styles.missing}>
      <p>Names, addresses, users and disks of the guest come from the QEMU guest agent. While the guest boots that is normal; otherwise run inside it:</p>
      <div className={styles.command}>
        <code>{command}</code>
        <Copy text={command} />
      </div>
    </div>
  )
}

function Copy({ text }: { text: string }): ReactNode {
  return (
    <Button size="small" onClick={() => void main.app.copyText({ text })}>
      Copy
    </Button>
  )
}
