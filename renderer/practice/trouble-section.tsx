import { useState, type ReactNode } from 'react'
import type { PracticeServer, PracticeStatus } from '../../core/contract'
import { main } from '../border'
import { Button, Field, Spinner, Switch } from '../ui'
import styles from './instructor.module.css'
import { act, isSlow, misfortuneOf, misfortunes, setMisfortune, useInstructor } from './store'

/** The practice classroom's workers: what becomes of the masters nobody would see. */
const WORKERS = ['worker01', 'worker02']

const servers: { server: PracticeServer; label: string }[] = [
  { server: 'api', label: 'The API shows a stranger’s certificate' },
  { server: 'ingress', label: 'Login and console show a stranger’s certificate' },
]

export function TroubleSection() {
  const status = useInstructor((store) => store.status)
  if (status === null) return <Spinner />
  return (
    <div className={styles.sections}>
      <Requests status={status} />
      <section aria-labelledby="instructor-connections">
        <h3 id="instructor-connections">Connections</h3>
        {servers.map(({ server, label }) => (
          <Switch key={server} label={label} checked={status.foreignCertificates.includes(server)} onChange={(foreign) => void act('certificate', () => main.practice.presentCertificate({ server, foreign }))} />
        ))}
        <Button onClick={() => void act('watches', () => main.practice.dropWatches(), 'All watches were dropped.')}>Drop all watches</Button>
      </section>
      <Nodes status={status} />
      <Crash />
    </div>
  )
}

function Requests({ status }: { status: PracticeStatus }) {
  const current = misfortuneOf(status)
  const slow = isSlow(status)
  return (
    <section aria-labelledby="instructor-requests">
      <h3 id="instructor-requests">Answers of the API</h3>
      <Explained detail="Three seconds late, whatever they say.">
        <Switch label="Slow answers" checked={slow} onChange={(on) => void setMisfortune(current, on)} />
      </Explained>
      {misfortunes.map((misfortune) => (
        <Explained key={misfortune.id} detail={misfortune.detail}>
          <Switch label={misfortune.label} checked={misfortune === current} onChange={(on) => void setMisfortune(on ? misfortune : null, slow)} />
        </Explained>
      ))}
    </section>
  )
}

function Nodes({ status }: { status: PracticeStatus }) {
  return (
    <section aria-labelledby="instructor-nodes">
      <h3 id="instructor-nodes">Nodes</h3>
      {WORKERS.map((name) => (
        <div key={name} className={styles.node}>
          <Switch label={`${name} is silent`} checked={status.silentNodes.includes(name)} onChange={(silent) => void act('node', () => main.practice.silenceNode({ name, silent }))} />
          <Switch label={`${name} has no KVM`} checked={status.nodesWithoutKvm.includes(name)} onChange={(without) => void act('node', () => main.practice.virtualizeNode({ name, virtualized: !without }))} />
        </div>
      ))}
    </section>
  )
}

function Crash() {
  const busy = useInstructor((store) => store.busy === 'crash')
  const [machine, setMachine] = useState('')
  const [namespace = '', name = '', ...more] = machine.trim().split('/')
  const complete = namespace !== '' && name !== '' && more.length === 0
  const crash = () => {
    if (complete) void act('crash', () => main.practice.crashGuest({ namespace, name }), `The guest of ${machine.trim()} has crashed.`)
  }
  return (
    <section aria-labelledby="instructor-guest">
      <h3 id="instructor-guest">Guests</h3>
      <form
        className={styles.save}
        onSubmit={(event) => {
          event.preventDefault()
          crash()
        }}
      >
        <Field label="Running machine" mono value={machine} placeholder="vms-dev/rhel9-web" onChange={(event) => setMachine(event.currentTarget.value)} />
        <Button variant="danger" busy={busy} why={complete ? null : 'Name it as PROJECT/NAME'} onClick={crash}>
          Crash its guest
        </Button>
      </form>
    </section>
  )
}

function Explained({ detail, children }: { detail: string; children: ReactNode }) {
  return (
    <div className={styles.explained}>
      {children}
      <span>{detail}</span>
    </div>
  )
}
