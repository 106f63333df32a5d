import { useState } from 'react'
import type { PracticeSnapshot } from '../../core/contract'
import { main } from '../border'
import { Button, Field } from '../ui'
import styles from './instructor.module.css'
import { act, useInstructor } from './store'

/** As the classroom takes them: they become directories. */
const GOOD_NAME = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/

export function ClassroomSection() {
  return (
    <div className={styles.sections}>
      <Reset />
      <Snapshots />
    </div>
  )
}

function Reset() {
  const busy = useInstructor(({ busy }) => busy === 'reset')
  return (
    <section aria-labelledby="instructor-reset">
      <h3 id="instructor-reset">Start over</h3>
      <p>The cluster as it was at its first start. Everything that students have made is gone; logins and snapshots stay.</p>
      <Confirmed
        label="Reset the classroom"
        sure="Reset now"
        busy={busy}
        onSure={() => void act('reset', () => main.practice.reset({ virtualization: 'installed' }), 'The classroom is as at its first start.')}
      />
      <p>Unit 1 begins on a cluster that knows no virtual machines yet, and installs what brings them.</p>
      <Confirmed
        label="Begin without OpenShift Virtualization"
        sure="Begin now"
        busy={busy}
        onSure={() => void act('reset', () => main.practice.reset({ virtualization: 'absent' }), 'OpenShift Virtualization is not installed now.')}
      />
    </section>
  )
}

function Snapshots() {
  const { snapshots, busy } = useInstructor()
  const [name, setName] = useState('')
  const problem = name === '' || GOOD_NAME.test(name) ? null : 'Lower case letters, digits, - and . only.'
  const save = () => {
    if (!GOOD_NAME.test(name)) return
    void act('save', () => main.practice.saveSnapshot({ name }), `Saved as ${name}.`)
    setName('')
  }
  return (
    <section aria-labelledby="instructor-snapshots">
      <h3 id="instructor-snapshots">Snapshots</h3>
      <p>The whole classroom under a name: all objects, and the memory and disks of the guests.</p>
      <form
        className={styles.save}
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <Field label="Name" mono value={name} problem={problem} placeholder="before-the-drain" onChange={(event) => setName(event.currentTarget.value)} />
        <Button busy={busy === 'save'} why={GOOD_NAME.test(name) ? null : 'Give it a name first'} onClick={save}>
          Save
        </Button>
      </form>
      {snapshots.length > 0 && (
        <ul className={styles.list} aria-label="Snapshots">
          {snapshots.map((snapshot) => (
            <SnapshotRow key={snapshot.name} snapshot={snapshot} />
          ))}
        </ul>
      )}
    </section>
  )
}

const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

function SnapshotRow({ snapshot: { name, saved } }: { snapshot: PracticeSnapshot }) {
  const busy = useInstructor((store) => store.busy)
  return (
    <li>
      <code className={styles.name}>{name}</code>
      <time dateTime={saved}>{when.format(new Date(saved))}</time>
      <Confirmed label={`Restore ${name}`} sure="Restore now" shown="Restore" busy={busy === `restore ${name}`} onSure={() => void act(`restore ${name}`, () => main.practice.restoreSnapshot({ name }), `The classroom is as in ${name}.`)} />
      <Button size="small" variant="plain" aria-label={`Delete ${name}`} busy={busy === `delete ${name}`} onClick={() => void act(`delete ${name}`, () => main.practice.deleteSnapshot({ name }))}>
        Delete
      </Button>
    </li>
  )
}

interface ConfirmedProps {
  label: string
  /** What the button says where its label would repeat the row's name. */
  shown?: string
  sure: string
  busy: boolean
  onSure: () => void
}

/** A button for what cannot be taken back: the second press does it. */
function Confirmed({ label, shown = label, sure, busy, onSure }: ConfirmedProps) {
  const [asking, setAsking] = useState(false)
  const size = shown === label ? 'normal' : 'small'
  if (!asking) {
    return (
      <Button size={size} aria-label={label} busy={busy} onClick={() => setAsking(true)}>
        {shown}
      </Button>
    )
  }
  return (
    <span className={styles.confirm}>
      <Button size={size} autoFocus onClick={() => setAsking(false)}>
        Keep as it is
      </Button>
      <Button
        size={size}
        variant="danger"
        onClick={() => {
          setAsking(false)
          onSure()
        }}
      >
        {sure}
      </Button>
    </span>
  )
}
