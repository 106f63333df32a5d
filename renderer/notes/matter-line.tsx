import type { FrontMatter } from '../../core/notes'
import { useLessonWords } from './lessons'
import styles from './matter-line.module.css'

/** What the note is about, in the place of its front matter. */
export function MatterLine({ matter: { unit, step, tags } }: { matter: FrontMatter }) {
  const about = useLessonWords(unit, step)
  return (
    <p className={styles.line}>
      {about === '' && tags.length === 0 ? 'Front matter' : about}
      {tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          #{tag}
        </span>
      ))}
    </p>
  )
}
