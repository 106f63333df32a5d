import { useEffect, useState } from 'react'
import type { AppError } from '../../core/contract'
import { main } from '../border'
import { TroubleAlert } from '../trouble'
import { Button, Dialog } from '../ui'
import styles from './help.module.css'

type Diagnosis = { kind: 'asking' } | { kind: 'there'; text: string } | { kind: 'failed'; error: AppError }

/** What whoever helps wants to know, shown before it is copied: it names the classroom's addresses and what went wrong. */
export function DiagnosticsDialog({ onClose }: { onClose: () => void }) {
  const [diagnosis, setDiagnosis] = useState<Diagnosis>({ kind: 'asking' })
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    let gone = false
    void main.app.diagnose().then((answer) => {
      if (!gone) setDiagnosis(answer.ok ? { kind: 'there', text: answer.value.text } : { kind: 'failed', error: answer.error })
    })
    return () => {
      gone = true
    }
  }, [])

  const copy = async (text: string): Promise<void> => {
    const answer = await main.app.copyText({ text })
    setCopied(answer.ok)
    if (!answer.ok) setDiagnosis({ kind: 'failed', error: answer.error })
  }

  return (
    <Dialog
      title="Diagnostics"
      width={720}
      replaceable
      className={styles.dialog ?? ''}
      note={
        <span role="status">{copied ? 'Copied. Paste it where you ask for help.' : 'Passwords and tokens are not in it; addresses of your classroom are.'}</span>
      }
      buttons={
        <>
          <Button size="dialog" data-autofocus onClick={onClose}>
            Close
          </Button>
          <Button variant="primary" size="dialog" busy={diagnosis.kind === 'asking'} disabled={diagnosis.kind === 'failed'} onClick={() => diagnosis.kind === 'there' && void copy(diagnosis.text)}>
            Copy
          </Button>
        </>
      }
      onClose={onClose}
    >
      {diagnosis.kind === 'failed' ? (
        <TroubleAlert error={diagnosis.error} />
      ) : (
        <pre className={styles.diagnosis} role="region" aria-label="What is copied" tabIndex={0}>
          {diagnosis.kind === 'there' ? diagnosis.text : 'Looking…'}
        </pre>
      )}
    </Dialog>
  )
}
