import { useEffect, useState } from 'react'
import { main } from '../border'
import styles from './note-image.module.css'

type Shown = { kind: 'loading' } | { kind: 'there'; address: string } | { kind: 'missing' }

/** An image that lies beside the note. Those of the web are told by their words: nothing is fetched for a note. */
export function NoteImage({ note, link, words }: { note: string; link: string; words: string }) {
  const [shown, setShown] = useState<Shown>({ kind: 'loading' })
  useEffect(() => {
    let address: string | null = null
    let gone = false
    void main.notes.image({ note, link }).then((answer) => {
      if (gone) return
      if (!answer.ok) return setShown({ kind: 'missing' })
      address = URL.createObjectURL(new Blob([new Uint8Array(answer.value.data)], { type: answer.value.type }))
      setShown({ kind: 'there', address })
    })
    return () => {
      gone = true
      if (address !== null) URL.revokeObjectURL(address)
    }
  }, [note, link])

  if (shown.kind === 'there') {
    return (
      <span className={styles.figure}>
        <img src={shown.address} alt={words === '' ? 'Image without a description' : words} className={styles.image} />
        {words !== '' && <span className={styles.words}>{words}</span>}
      </span>
    )
  }
  return <span className={styles.missing}>{shown.kind === 'loading' ? words : `${words || link} (no such image beside the note)`}</span>
}
