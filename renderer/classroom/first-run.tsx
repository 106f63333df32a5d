import { RhUiFolderOpenIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-folder-open-icon'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { LockNote, useIsLocked } from '../policy'
import { TroubleAlert } from '../trouble'
import { Button, Field } from '../ui'
import { afterPaint } from '../ui/after-paint'
import styles from './first-run.module.css'
import { LocalTools } from './local-tools'
import { PracticePicture, RemotePicture } from './pictures'
import { PracticeProgress } from './practice-progress'
import { connectTo, openClassroomFile, openShippedClassroom, refreshKnown, startPractice, switchClassroom, useClassroom, type ClassroomRequest } from './store'

/** What the window shows while no classroom is open. */
export function FirstRun() {
  const starting = useClassroom(({ state, pending }) => state?.kind === 'starting' || pending === 'practice')
  const noPractice = useIsLocked('forbidPractice')
  return (
    <main className={styles.page} data-place="stage">
      <div className={styles.content}>
        <h1>Where is your classroom?</h1>
        <p className={styles.lead}>{noPractice ? 'Your administrator has chosen for this computer.' : 'One click starts a cluster to practise on. You can switch at any time.'}</p>
        <div className={styles.cards}>
          <PracticeCard starting={starting} />
          <MyClassroomCard />
        </div>
        <LocalTools />
        <div className={styles.quarter}>{starting ? <PracticeProgress /> : <KnownClassrooms />}</div>
      </div>
    </main>
  )
}

function PracticeCard({ starting }: { starting: boolean }) {
  const button = useRef<HTMLButtonElement>(null)
  const locked = useIsLocked('forbidPractice')
  useEffect(() => {
    button.current?.focus()
    performance.mark('lab-companion:interactive')
  }, [])

  return (
    <section className={styles.card} aria-labelledby="practice-title" data-first>
      <PracticePicture />
      <div className={styles.body}>
        <h2 id="practice-title">Practice classroom</h2>
        <p>A cluster of five nodes with the OpenShift and KubeVirt interfaces, run by this program. Needs no network and no account.</p>
        <dl className={styles.facts}>
          <dt>Nodes</dt>
          <dd>3 control plane, 2 workers</dd>
          <dt>Users</dt>
          <dd>admin, developer, kubeadmin</dd>
          <dt>Ready in</dt>
          <dd>a few seconds</dd>
        </dl>
        <Trouble requests={['practice']} />
        <div className={styles.buttons}>
          {locked ? (
            <LockNote lock="forbidPractice" />
          ) : (
            <>
              <Button ref={button} variant="primary" size="large" busy={starting} onClick={() => void startPractice()}>
                {starting ? 'Starting practice classroom' : 'Start practice classroom'}
              </Button>
              {!starting && <kbd className={styles.key}>Enter</kbd>}
            </>
          )}
        </div>
      </div>
    </section>
  )
}

function MyClassroomCard() {
  const locked = useIsLocked('lockClassrooms')
  return (
    <section className={styles.card} aria-labelledby="my-title">
      <RemotePicture />
      {locked ? (
        <div className={styles.body}>
          <h2 id="my-title">My classroom</h2>
          <p>A cluster your course runs for you.</p>
          <ManagedClassrooms />
          <Trouble requests={['connect', 'file', 'shipped', 'switch']} />
          <div className={styles.buttons}>
            <LockNote lock="lockClassrooms" />
          </div>
        </div>
      ) : (
        <AddressForm />
      )}
    </section>
  )
}

/** Those that the administrator has prepared for everybody on this computer. */
function ManagedClassrooms() {
  const managed = useClassroom((store) => store.known).filter((each) => each.managed)
  const pending = useClassroom((store) => store.pending)
  if (managed.length === 0) return null
  return (
    <ul className={styles.managed} aria-label="Prepared on this computer">
      {managed.map(({ id, title, apiUrl }) => (
        <li key={id}>
          <Button size="large" busy={pending === 'switch'} title={apiUrl} onClick={() => void switchClassroom(id)}>
            {`Open ${title}`}
          </Button>
        </li>
      ))}
    </ul>
  )
}

function AddressForm() {
  const pending = useClassroom((store) => store.pending)
  const field = useRef<HTMLInputElement>(null)
  const [address, setAddress] = useState('')
  const [problem, setProblem] = useState<string | null>(null)

  const connect = (event: FormEvent) => {
    event.preventDefault()
    const found = addressProblem(address)
    setProblem(found)
    if (found === null) void connectTo(address.trim())
    else field.current?.focus()
  }

  return (
      <form className={styles.body} onSubmit={connect} noValidate>
        <h2 id="my-title">My classroom</h2>
        <p>A cluster your course runs for you. Open the classroom file you were given, or type the address of its API.</p>
        <ManagedClassrooms />
        <Field
          ref={field}
          className={styles.address}
          label="API address"
          hint="Begins with api, ends with :6443. Not the console address."
          placeholder="https://api.ocp4.example.com:6443"
          mono
          inputMode="url"
          value={address}
          problem={problem}
          onChange={(event) => {
            setAddress(event.currentTarget.value)
            setProblem(null)
          }}
        />
        <p className={styles.shipped}>
          In the course’s own classroom?{' '}
          <Button variant="link" busy={pending === 'shipped'} onClick={() => void openShippedClassroom()}>
            OpenShift Virtualization
          </Button>
        </p>
        <Trouble requests={['connect', 'file', 'shipped', 'switch']} />
        <div className={styles.buttons}>
          <Button size="large" busy={pending === 'connect'} onClick={connect}>
            Connect
          </Button>
          <Button variant="plain" size="large" icon={<RhUiFolderOpenIcon />} busy={pending === 'file'} onClick={() => void openClassroomFile()}>
            Open classroom file
          </Button>
        </div>
      </form>
  )
}

/** Main checks an address thoroughly; this saves the round trip for what cannot be one. */
function addressProblem(address: string): string | null {
  const text = address.trim()
  if (text === '') return 'Type the address of the API, such as https://api.ocp4.example.com:6443.'
  if (/\s/.test(text)) return 'An address has no spaces.'
  if (/^http:/i.test(text)) return 'The API speaks https only.'
  return null
}

function Trouble({ requests }: { requests: ClassroomRequest[] }) {
  const trouble = useClassroom((store) => store.trouble)
  if (trouble === null || !requests.includes(trouble.request)) return null
  return (
    <div className={styles.trouble}>
      <TroubleAlert error={trouble.error} onRetry={trouble.retry} />
    </div>
  )
}

function KnownClassrooms() {
  const known = useClassroom((store) => store.known).filter(({ managed }) => !managed)
  useEffect(() => afterPaint(() => void refreshKnown()), [])
  if (known.length === 0) return null
  return (
    <section className={styles.known} aria-label="Opened before">
      <strong>Opened before</strong>
      {known.map(({ id, title, apiUrl }) => (
        <Button key={id} variant="link" title={apiUrl} onClick={() => void switchClassroom(id)}>
          {title}
        </Button>
      ))}
    </section>
  )
}
