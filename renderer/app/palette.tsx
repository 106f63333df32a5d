import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { type Command, listCommands, noteRun, search } from '../commands'
import { Dialog } from '../ui'
import styles from './palette.module.css'
import { show } from './store'

/** Every command of the window, and everything that has a name, behind one field. */
export function Palette() {
  // Asked once: a list that changes under the hand would run the wrong command.
  const [commands] = useState(listCommands)
  const [query, setQuery] = useState('')
  const [selected, setSelected] = useState(0)
  const id = useId()
  const found = useFound(commands, query)
  const current = found[Math.min(selected, found.length - 1)]

  const run = (command: Command) => {
    noteRun(command.id)
    // First the focus goes back to where it was: the command may want it elsewhere.
    flushSync(() => show(null))
    command.run()
  }

  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const next = (Math.min(selected, found.length - 1) + step + found.length) % Math.max(found.length, 1)
      setSelected(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault()
      run(current)
    }
  }

  return (
    <Dialog label="Commands" width={560} replaceable className={styles.palette ?? ''} onClose={() => show(null)}>
      <input
        data-autofocus
        role="combobox"
        aria-label="Command"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={current === undefined ? undefined : `${id}-${found.indexOf(current)}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder="A command, an object, a step, a note"
        className={styles.field}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value)
          setSelected(0)
        }}
        onKeyDown={press}
      />
      <div role="listbox" id={`${id}-list`} aria-label="Commands" className={styles.list}>
        {found.map((command, index) => (
          <div
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={command === current}
            className={styles.option}
            onPointerMove={() => setSelected(index)}
            onClick={() => run(command)}
          >
            <span className={styles.title}>{command.title}</span>
            <span className={styles.group}>{command.group}</span>
            {command.keys?.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className={styles.none} role="status">
          Nothing is named like that.
        </p>
      )}
    </Dialog>
  )
}

/** What is found at once, and below it, as it comes, what takes longer: nothing moves what stands above. */
function useFound(commands: readonly Command[], query: string): readonly Command[] {
  const { now, later } = useMemo(() => search(commands, query), [commands, query])
  const [late, setLate] = useState<{ query: string; entries: readonly Command[] }>({ query, entries: [] })
  useEffect(() => {
    let isOld = false
    for (const entries of later) {
      void entries.then((more) => {
        if (!isOld) setLate((before) => ({ query, entries: before.query === query ? [...before.entries, ...more] : more }))
      })
    }
    return () => {
      isOld = true
    }
  }, [later, query])
  return late.query === query ? [...now, ...late.entries] : now
}
