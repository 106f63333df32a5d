import { RhUiCopyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-copy-icon'
import { RhUiSecurityIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-security-icon'
import { RhUiUnsecuredFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-unsecured-fill-icon'
import { useState } from 'react'
import type { CertificateDoubt, TrustQuestion } from '../../core/contract'
import { main } from '../border'
import { Button, classes, Dialog, IconButton, StatusIcon } from '../ui'
import { answerTrust, useSession } from './store'
import styles from './trust-dialog.module.css'

/** Asks about certificates that nobody vouches for, whenever main has such a question. */
export function TrustDialog() {
  const question = useSession(({ state }) => state?.trust ?? null)
  return question === null ? null : <Question key={question.id} question={question} />
}

function Question({ question: { id, doubts } }: { question: TrustQuestion }) {
  const changed = doubts.some(({ previousSha256 }) => previousSha256 !== null)
  const addresses = doubts.map(({ address }) => address)
  return (
    <Dialog
      label="Trust this cluster?"
      title={changed ? 'The certificate of this cluster has changed' : 'Trust this cluster?'}
      icon={changed ? <RhUiUnsecuredFillIcon /> : <RhUiSecurityIcon />}
      {...(changed && { tone: 'danger' as const })}
      width={doubts.length === 1 ? 584 : 920}
      note="Kept for this classroom. You are asked again if it changes."
      onClose={() => void answerTrust(id, false)}
      buttons={
        <>
          <Button size="dialog" data-autofocus onClick={() => void answerTrust(id, false)}>
            Cancel
          </Button>
          <Button size="dialog" variant={changed ? 'danger' : 'primary'} onClick={() => void answerTrust(id, true)}>
            Trust
          </Button>
        </>
      }
    >
      <p className={classes(styles.why, changed && styles.changed)}>
        <strong>{addresses.join(' and ')}</strong>{' '}
        {changed
          ? 'showed another certificate when you trusted it. A renewed certificate looks like that, and so does somebody who stands between you and the cluster. Ask your instructor before you go on. No password has been sent.'
          : `${addresses.length === 1 ? 'presents a certificate' : 'present certificates'} that no authority known to this computer has signed. That is usual for a classroom, and it is also what an impostor would look like. No password has been sent.`}
      </p>
      <div className={styles.doubts}>
        {doubts.map((doubt) => (
          <Doubt key={doubt.address} doubt={doubt} alone={doubts.length === 1} />
        ))}
      </div>
      <Comparison doubts={doubts} />
    </Dialog>
  )
}

const roleWords: Record<CertificateDoubt['role'], string> = { api: 'API', oauth: 'Login server' }

function Doubt({ doubt, alone }: { doubt: CertificateDoubt; alone: boolean }) {
  const { address, sha256, previousSha256, subject, issuer, validFrom, validTo, nameMatches, timeIsValid, role } = doubt
  return (
    <section className={classes(!alone && styles.small)} aria-label={`Certificate of ${address}`}>
      {!alone && (
        <h3>
          {roleWords[role]} <span>{address}</span>
        </h3>
      )}
      <div className={styles.heading}>
        <span>SHA-256 fingerprint</span>
        <CopyButton label={alone ? 'Copy' : `Copy fingerprint of ${address}`} text={sha256} />
      </div>
      <Fingerprint sha256={sha256} />
      {previousSha256 !== null && (
        <>
          <div className={styles.heading}>
            <span>Trusted until now</span>
          </div>
          <Fingerprint sha256={previousSha256} old />
        </>
      )}
      <dl className={styles.facts}>
        <dt>Issued to</dt>
        <dd>{subject}</dd>
        <dt>Issued by</dt>
        <dd>{issuer}</dd>
        <dt>Valid</dt>
        <dd>
          <StatusIcon tone={timeIsValid ? 'ok' : 'danger'} /> {day(validFrom)} to {day(validTo)}
          {!timeIsValid && ', not now'}
        </dd>
        <dt>Name</dt>
        <dd>
          <StatusIcon tone={nameMatches ? 'ok' : 'danger'} /> {nameMatches ? 'matches the address' : 'does not match the address'}
        </dd>
        <dt>Authority</dt>
        <dd>
          <StatusIcon tone="warning" /> not known to this computer
        </dd>
      </dl>
    </section>
  )
}

function Fingerprint({ sha256, old = false }: { sha256: string; old?: boolean }) {
  return (
    <code className={classes(styles.fingerprint, old && styles.old)} aria-label={sha256}>
      {sha256.split(':').map((pair, index) => (
        // A fingerprint's pairs have no identity but their place.
        <span key={index}>{pair}</span>
      ))}
    </code>
  )
}

function Comparison({ doubts }: { doubts: CertificateDoubt[] }) {
  const commands = doubts.map(({ address }) => `openssl s_client -connect ${hostAndPort(address)} </dev/null \\\n  | openssl x509 -noout -fingerprint -sha256`)
  const text = commands.join('\n')
  return (
    <div className={styles.comparison}>
      <p>Compare with your instructor, or on a machine you trust:</p>
      <div>
        <pre tabIndex={0} aria-label="Commands that print the fingerprint">
          {text}
        </pre>
        <IconButton label="Copy commands" onClick={() => void main.app.copyText({ text })}>
          <RhUiCopyIcon />
        </IconButton>
      </div>
    </div>
  )
}

/** `https://api.example.com` -> `api.example.com:443`: openssl takes no URL. */
function hostAndPort(address: string): string {
  const { hostname, port } = new URL(address)
  return `${hostname}:${port === '' ? '443' : port}`
}

function CopyButton({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    const answer = await main.app.copyText({ text })
    setCopied(answer.ok)
  }
  return (
    <Button variant="link" size="small" icon={<RhUiCopyIcon />} aria-label={copied ? 'Copied' : label} onClick={() => void copy()}>
      {copied ? 'Copied' : 'Copy'}
    </Button>
  )
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

function day(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.valueOf()) ? iso : dayFormat.format(date)
}
