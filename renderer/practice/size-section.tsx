import { useId, useState } from 'react'
import { MOST_PRACTICE_CHANGES, MOST_PRACTICE_MACHINES, type PracticeStatus } from '../../core/contract'
import { main } from '../border'
import { Button, Spinner } from '../ui'
import styles from './instructor.module.css'
import { act, useInstructor } from './store'

/** Where a difference is seen; evenly spaced numbers would be all the same but the last. */
const MACHINES = [0, 100, 500, 1_000, 5_000, 10_000, 20_000, MOST_PRACTICE_MACHINES]
const CHANGES = [0, 1, 10, 50, 100, 500, 1_000, MOST_PRACTICE_CHANGES]

export function SizeSection() {
  const status = useInstructor((store) => store.status)
  // What is there decides where the sliders begin.
  return status === null ? <Spinner /> : <Sizes key={`${status.machines} ${status.changesPerSecond}`} status={status} />
}

function Sizes({ status }: { status: PracticeStatus }) {
  const busy = useInstructor((store) => store.busy === 'size')
  const [machines, setMachines] = useState(status.machines)
  const [changesPerSecond, setChanges] = useState(status.changesPerSecond)
  return (
    <div className={styles.sections}>
      <section aria-labelledby="instructor-size">
        <h3 id="instructor-size">A big and busy cluster</h3>
        <p>Machines that only stand there, in the project vms-dev, so that lists are long and watches have work.</p>
        <Stops label="Machines" stops={MACHINES} value={machines} onChange={setMachines} />
        <Stops label="Changes a second" stops={CHANGES} value={changesPerSecond} onChange={setChanges} />
        <Button variant="primary" busy={busy} onClick={() => void act('size', () => main.practice.setLoad({ machines, changesPerSecond }), sentence(machines, changesPerSecond))}>
          Apply
        </Button>
        <p>{sentence(status.machines, status.changesPerSecond)}</p>
      </section>
    </div>
  )
}

const number = new Intl.NumberFormat('en-GB')

function sentence(machines: number, changesPerSecond: number): string {
  if (machines === 0) return 'There are no such machines.'
  return `${number.format(machines)} machines${changesPerSecond === 0 ? ', which do not change' : `, ${number.format(changesPerSecond)} changes a second`}.`
}

function Stops({ label, stops, value, onChange }: { label: string; stops: readonly number[]; value: number; onChange: (value: number) => void }) {
  const id = useId()
  const index = Math.max(0, stops.filter((stop) => stop <= value).length - 1)
  return (
    <div className={styles.stops}>
      <label htmlFor={id}>{label}</label>
      <input id={id} type="range" min={0} max={stops.length - 1} step={1} value={index} aria-valuetext={number.format(value)} onChange={(event) => onChange(stops[Number(event.currentTarget.value)] ?? 0)} />
      <output htmlFor={id}>{number.format(value)}</output>
    </div>
  )
}
