import { z } from 'zod'
import { type Card, cardMemorySchema, type CardMemory } from '../course'
import { call } from './define'

/** A unit's key facts, and what is kept of each card; null for one that was never asked. */
export interface RecapUnit {
  id: string
  title: string
  cards: (Card & { memory: CardMemory | null })[]
}

const name = z.string().max(64)

export const recap = {
  calls: {
    /** Every unit that can be read, the shipped ones first. */
    get: call(z.undefined()).returns<RecapUnit[]>(),
    remember: call(z.object({ unit: name, card: z.string().max(130), memory: cardMemorySchema })).returns<void>(),
    /** The unit's facts on a page, as a PDF where the student says. Answers the file, or null when they cancel. */
    print: call(z.object({ unit: name })).returns<string | null>(),
  },
  news: {},
  streams: {},
}
