import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { Bar, IconButton } from '../ui'
import styles from './notices.module.css'
import type { ConsoleSession, Notice } from './session'

/** Two sentences can be read twice in it. */
const NOTICE_MS = 8_000

/** What went well and needs no more words stands in a pane's head, where it covers nothing of the guest. */
function isShort({ tone, why }: Notice): boolean {
  return tone === 'info' && why === undefined
}

export function HeadNotice({ session: { store } }: { session: ConsoleSession }) {
  const notice = useStore(store, (state) => state.notice)
  if (notice === null || !isShort(notice)) return null
  return (
    <div role="status" data-notice className={styles.note}>
      <span title={notice.title}>{notice.title}</span>
      <Dismiss store={store} />
    </div>
  )
}

export function NoticeBar({ session: { store } }: { session: ConsoleSession }) {
  const notice = useStore(store, (state) => state.notice)
  useEffect(() => {
    // What went well needs no answer.
    if (notice?.tone !== 'info') return
    const timer = setTimeout(() => store.setState({ notice: null }), NOTICE_MS)
    return () => clearTimeout(timer)
  }, [notice, store])
  if (notice === null || isShort(notice)) return null
  return (
    <Bar className={styles.bar ?? ''} tone={notice.tone} role={notice.tone === 'danger' ? 'alert' : 'status'} title={notice.title} actions={<Dismiss store={store} />}>
      {notice.why}
    </Bar>
  )
}

function Dismiss({ store }: Pick<ConsoleSession, 'store'>) {
  return (
    <IconButton label="Dismiss" size="small" onClick={() => store.setState({ notice: null })}>
      <RhUiCloseIcon />
    </IconButton>
  )
}
