import { RhUiSearchIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-search-icon'
import { useEffect, useRef, useState } from 'react'
import Markdown from 'react-markdown'
import { Button, Dialog, SearchField } from '../ui'
import styles from './help.module.css'
import { findHelp, helpPages, type HelpSection } from './pages'

interface HelpDialogProps {
  /** Every key of the window with what it does. */
  keys: readonly { keys: string; does: string }[]
  onDiagnose: () => void
  onClose: () => void
}

const KEYS_PAGE = 'Keyboard'

/** All of the help, in the program itself: in a lab there may be no network to read it on. */
export function HelpDialog({ keys, onDiagnose, onClose }: HelpDialogProps) {
  const [query, setQuery] = useState('')
  const [page, setPage] = useState(helpPages[0]?.title ?? KEYS_PAGE)
  const [section, setSection] = useState(page)
  const article = useRef<HTMLElement>(null)
  const found = query.trim() === '' ? null : findHelp(helpPages, query)
  const open = ({ page: next, title }: Pick<HelpSection, 'page' | 'title'>): void => {
    setPage(next)
    setSection(title)
  }
  useEffect(() => {
    const heading = Array.from(article.current?.querySelectorAll('h2, h3') ?? []).find(({ textContent }) => textContent === section)
    heading?.scrollIntoView({ block: 'start' })
  }, [page, section])
  return (
    <Dialog
      title="Help"
      closeLabel="Close help"
      width={880}
      replaceable
      className={styles.dialog ?? ''}
      note={<Button onClick={onDiagnose}>Copy diagnostics…</Button>}
      buttons={
        <Button size="dialog" onClick={onClose}>
          Close
        </Button>
      }
      onClose={onClose}
    >
      <nav className={styles.pages} aria-label="Pages">
        <SearchField label="Search help" icon={<RhUiSearchIcon />} clearLabel="Clear search" data-autofocus maxLength={200} value={query} onSearch={setQuery} />
        <ul>
          {found === null
            ? [...helpPages.map(({ title }) => title), KEYS_PAGE].map((title) => (
                <li key={title}>
                  <button type="button" aria-current={title === page ? 'page' : undefined} onClick={() => open({ page: title, title })}>
                    {title}
                  </button>
                </li>
              ))
            : found.map((each) => (
                <li key={`${each.page}/${each.title}`}>
                  <button type="button" onClick={() => open(each)}>
                    {each.title}
                    {each.title !== each.page && <span className={styles.where}>{each.page}</span>}
                  </button>
                </li>
              ))}
        </ul>
        <p role="status" className={styles.where}>
          {found?.length === 0 && 'No page has these words'}
        </p>
      </nav>
      <article ref={article} className={styles.page} aria-label={page} tabIndex={0}>
        {page === KEYS_PAGE ? <Keys keys={keys} /> : <Page title={page} />}
      </article>
    </Dialog>
  )
}

function Page({ title }: { title: string }) {
  const page = helpPages.find((each) => each.title === title)
  if (page === undefined) return null
  const [, ...sections] = page.sections
  return (
    <>
      <h2>{page.title}</h2>
      <Markdown>{page.text}</Markdown>
      {sections.map((section) => (
        <section key={section.title}>
          <h3>{section.title}</h3>
          <Markdown>{section.text}</Markdown>
        </section>
      ))}
    </>
  )
}

function Keys({ keys }: Pick<HelpDialogProps, 'keys'>) {
  return (
    <>
      <h2>{KEYS_PAGE}</h2>
      <table>
        <thead>
          <tr>
            <th>Key</th>
            <th>Does</th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ keys: names, does }) => (
            <tr key={names}>
              <td>
                <kbd>{names}</kbd>
              </td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
