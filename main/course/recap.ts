import { join } from 'node:path'
import { z } from 'zod'
import { AppFailure, type FeatureHandlers } from '../../core/contract'
import { type Card, cardMemorySchema, cardsOf, fillIn, joinVariables, recapSheet } from '../../core/course'
import type { Log } from '../log'
import { createJsonFile, writeFileAtomic } from '../storage'
import type { LoadedUnit } from './load-unit'

export interface Recap {
  handlers: FeatureHandlers<'recap'>
  dispose(): Promise<void>
}

interface RecapOptions {
  dataDir: string
  shippedUnits: string
  systemUnits: () => Promise<string | null>
  log: Log
  /** HTML to PDF. */
  print: (html: string, title: string) => Promise<Buffer>
  chooseTarget: (suggested: string, extension: string) => Promise<string | null>
}

/** By unit and card. Cards are the student's own, whatever classroom is open. */
const memoriesSchema = z.object({ version: z.literal(1), units: z.record(z.string(), z.record(z.string(), cardMemorySchema)) })

// The formats and their parsers are fetched when somebody asks for cards: the first page does not wait for them.
const loadUnits = () => import('./open-unit')

/** The units' key facts as cards, and what is kept of them: one small file, replaced whole. */
export function createRecap({ dataDir, shippedUnits, systemUnits, log, print, chooseTarget }: RecapOptions): Recap {
  const file = createJsonFile({ path: join(dataDir, 'recap.json'), schema: memoriesSchema, fallback: { version: 1, units: {} }, log })
  let memories: Promise<z.infer<typeof memoriesSchema>> | null = null
  const recall = (): Promise<z.infer<typeof memoriesSchema>> => (memories ??= file.read())

  const readUnits = async (): Promise<{ id: string; title: string; cards: Card[] }[]> => {
    const { readLibrary } = await loadUnits()
    const library = await readLibrary({ shipped: shippedUnits, system: await systemUnits(), own: join(dataDir, 'units') })
    return library.flatMap(({ unit }) => (unit === null ? [] : [{ id: unit.source.id, title: unit.source.title, cards: cardsOfUnit(unit) }])).filter(({ cards }) => cards.length > 0)
  }

  return {
    handlers: {
      calls: {
        async get() {
          const [units, { units: kept }] = [await readUnits(), await recall()]
          return units.map(({ cards, ...unit }) => ({ ...unit, cards: cards.map((card) => ({ ...card, memory: ownOf(ownOf(kept, unit.id) ?? {}, card.id) })) }))
        },
        async remember({ unit, card, memory }) {
          const before = await recall()
          const next = { version: 1 as const, units: { ...before.units, [unit]: { ...ownOf(before.units, unit), [card]: memory } } }
          memories = Promise.resolve(next)
          await file.write(next)
        },
        async print({ unit: id }) {
          const unit = (await readUnits()).find((each) => each.id === id)
          if (unit === undefined) return null
          const target = await chooseTarget(`${id} recap.pdf`, 'pdf')
          if (target === null) return null
          const pdf = await print(recapSheet(unit.title, unit.cards), unit.title)
          await writeFileAtomic(target, pdf, { mode: 0o644 }).catch((cause: unknown) => {
            throw new AppFailure({ kind: 'local.file', path: target, reason: (cause as Error).message }, { cause })
          })
          return target
        },
      },
      streams: {},
    },
    dispose: file.flush,
  }
}

/** Names come from files that anybody may write: `__proto__` is a name like any other. */
function ownOf<T>(record: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null
}

function cardsOfUnit({ source, cards }: LoadedUnit): Card[] {
  const variables = joinVariables(source.variables)
  return cardsOf(source, cards).map((card) => ({ ...card, ask: fillIn(card.ask, variables), answer: fillIn(card.answer, variables) }))
}
