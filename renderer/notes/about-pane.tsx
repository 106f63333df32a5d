import { RhUiEditIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-edit-icon'
import { RhUiLearnIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-learn-icon'
import { RhUiLinkIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-link-icon'
import { useMemo } from 'react'
import { type LinkTarget, readLinkTarget, readOutline } from '../../core/notes'
import styles from './about-pane.module.css'
import { useLessonWords } from './lessons'
import { followLink, showLesson } from './places'
import { useSettledText } from './settled-text'
import { openNote } from './opening'
import { openEditor, useNotes } from './store'

/** What belongs to the note: who links to it, what it is about, and its headings. */
export function AboutPane() {
  const text = useSettledText()
  const path = useNotes((store) => store.open?.path ?? '')
  const folder = useNotes((store) => store.folder)
  const outline = useMemo(() => readOutline(path, text), [path, text])
  const lesson = useLessonWords(outline.unit, outline.step)
  const places = useMemo(() => placesOf(outline.links.map(({ target }) => target)), [outline])
  return (
    <aside aria-label="About this note" className={styles.pane} tabIndex={0}>
      <LinkedFrom />
      {(places.length > 0 || outline.unit !== null || outline.tags.length > 0) && (
        <section>
          <h3>About</h3>
          <ul>
            {outline.unit !== null && (
              <li>
                <button type="button" className={styles.link} onClick={() => showLesson(outline.unit ?? '', outline.step ?? '')}>
                  <RhUiLearnIcon />
                  {lesson}
                </button>
              </li>
            )}
            {places.map(({ target, label }) => (
              <li key={label}>
                <button type="button" className={styles.link} onClick={() => followLink(target)}>
                  {target.kind === 'step' ? <RhUiLearnIcon /> : <RhUiLinkIcon />}
                  {label}
                </button>
              </li>
            ))}
          </ul>
          {outline.tags.length > 0 && <p className={styles.tags}>{outline.tags.map((tag) => `#${tag}`).join(' ')}</p>}
        </section>
      )}
      {outline.headings.length > 0 && (
        <section>
          <h3>On this page</h3>
          <ul className={styles.outline}>
            {outline.headings.map(({ line, level, text: words }) => (
              <li key={line}>
                <button type="button" style={{ paddingLeft: 4 + (level - 1) * 12 }} onClick={() => openEditor()?.goTo(line)}>
                  {words === '' ? 'Without a title' : words}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>Kept</h3>
        <p>On this computer, readable without the cluster. Markdown, one file per note.</p>
        {folder !== null && (
          <p className={styles.path} title={`${folder}/${path}`}>
            {path}
          </p>
        )}
      </section>
    </aside>
  )
}

/** Notes that link to this one, with the line that does. */
export function LinkedFrom() {
  const backLinks = useNotes((store) => store.backLinks)
  if (backLinks.length === 0) return null
  return (
    <section aria-label="Linked from">
      <h3>Linked from</h3>
      <ul>
        {backLinks.map(({ path, title, line }, index) => (
          <li key={index}>
            <button type="button" className={styles.link} onClick={() => void openNote(path)}>
              <RhUiEditIcon />
              {title}
            </button>
            <p className={styles.quote}>“{line}”</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Steps and objects that the note links to, each once. */
function placesOf(targets: readonly string[]): { target: LinkTarget; label: string }[] {
  const places = new Map<string, LinkTarget>()
  for (const each of targets) {
    const target = readLinkTarget(each)
    if (target.kind === 'step') places.set(`Step ${target.step}`, target)
    if (target.kind === 'object') places.set(target.object.name, target)
  }
  return [...places].map(([label, target]) => ({ label, target }))
}
