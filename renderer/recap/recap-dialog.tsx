import { RhUiCheckCircleFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-check-circle-fill-icon'
import { useEffect } from 'react'
import Markdown from 'react-markdown'
import type { RecapUnit } from '../../core/contract'
import { TroubleAlert } from '../trouble'
import { Button, Dialog, EmptyState, Segments, Spinner } from '../ui'
import styles from './recap-dialog.module.css'
import { outcomesOf } from './schedule'
import { chooseUnit, closeRecap, grade, openRecap, printRecap, queueOf, showAnswer, useRecap } from './store'

/** Key facts, asked one by one. `unit`: where to begin; null for wherever something is due. */
export function RecapDialog({ unit, onClose }: { unit: string | null; onClose: () => void }) {
  useEffect(() => {
    void openRecap(unit)
    return closeRecap
  }, [unit])
  const units = useRecap((store) => store.units)
  const chosen = useRecap((store) => store.unit)
  const trouble = useRecap((store) => store.trouble)
  const current = units?.find(({ id }) => id === chosen) ?? null
  return (
    <Dialog
      title="Recap"
      width={560}
      replaceable
      onClose={onClose}
      note={current !== null && <Printed />}
      buttons={
        <>
          {current !== null && (
            <Button size="dialog" onClick={() => void printRecap(current.id)}>
              Print all on a page
            </Button>
          )}
          <Button size="dialog" data-autofocus onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {trouble !== null && <TroubleAlert error={trouble} />}
      {units !== null && units.length > 1 && (
        <Segments label="Unit" value={chosen ?? ''} segments={units.map((each) => ({ value: each.id, label: shortTitle(each) }))} onChange={chooseUnit} />
      )}
      {units === null && trouble === null && <Spinner />}
      {units?.length === 0 && <p>No unit has cards yet.</p>}
      {current !== null && <Sitting unit={current} />}
    </Dialog>
  )
}

function shortTitle(unit: RecapUnit): string {
  return unit.title.replace(/:.*$/, '')
}

function Printed() {
  const printed = useRecap((store) => store.printed)
  return printed === null ? null : <span role="status">Saved as {printed}</span>
}

function Sitting({ unit }: { unit: RecapUnit }) {
  const queue = useRecap((store) => store.queue)
  const asked = useRecap((store) => store.asked)
  const [card] = queue
  if (card === undefined) {
    return (
      <EmptyState icon={<RhUiCheckCircleFillIcon />} title={asked === 0 ? 'Nothing is due' : `${asked} answered`}>
        {nextWords(unit)}
      </EmptyState>
    )
  }
  return (
    <section aria-label="Card" className={styles.card}>
      <p className={styles.count}>
        {unit.title} · {queue.length} to go{card.step !== null && ` · from step ${card.step}`}
      </p>
      <div className={styles.ask}>
        <CardText>{card.ask}</CardText>
      </div>
      <Answer key={`${card.id}.${asked}`} card={card} />
    </section>
  )
}

function Answer({ card }: { card: RecapUnit['cards'][number] }) {
  const shownAt = useRecap((store) => store.shownAt)
  useEffect(() => listenToKeys(card), [card])
  if (shownAt === null) {
    return (
      <Button variant="primary" autoFocus onClick={showAnswer}>
        Show answer
      </Button>
    )
  }
  return (
    <>
      <div className={styles.answer} role="status">
        <CardText>{card.answer}</CardText>
      </div>
      <div className={styles.grades} role="group" aria-label="How well did you know it?">
        {outcomesOf(card.memory, shownAt).map(({ word, key, memory, dueIn }) => (
          <Button key={word} aria-keyshortcuts={key} title={`Key ${key}`} autoFocus={word === 'Good'} onClick={() => void grade(memory)}>
            {word}
            <span className={styles.due}>{dueIn}</span>
          </Button>
        ))}
      </div>
    </>
  )
}

/** 1 to 4 grade, once the answer is shown. */
function listenToKeys(card: RecapUnit['cards'][number]): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const { shownAt } = useRecap.getState()
    if (shownAt === null || event.ctrlKey || event.altKey || event.metaKey) return
    const outcome = outcomesOf(card.memory, shownAt).find(({ key }) => key === event.key)
    if (outcome) void grade(outcome.memory)
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

const allowed = ['p', 'code', 'strong', 'em', 'ul', 'ol', 'li']

/** Small Markdown. Links, pictures and HTML of a card stay words. */
function CardText({ children }: { children: string }) {
  return (
    <Markdown allowedElements={allowed} unwrapDisallowed>
      {children}
    </Markdown>
  )
}

function nextWords(unit: RecapUnit): string {
  const dues = unit.cards.flatMap(({ memory }) => (memory === null ? [] : [memory.due]))
  if (dues.length === 0 && queueOf(unit).length === 0) return 'This unit has no cards.'
  const next = new Date(Math.min(...dues))
  const fresh = unit.cards.filter(({ memory }) => memory === null).length
  const rest = fresh === 0 ? '' : ` ${fresh} cards are still new; a few come each day.`
  return `The next card comes back on ${next.toLocaleDateString('en', { weekday: 'long', day: 'numeric', month: 'long' })}.${rest}`
}
