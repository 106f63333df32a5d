import { KINDS } from '../../core/cluster'
import { listAt, textAt } from '../../core/cluster/raw'
import type { ObjectRef } from '../../core/contract'
import { matchScore } from '../../core/find'
import type { Clock } from './clock'
import type { Exchange } from './exchange'

// Names alone: a page of them is a tenth of the objects.
const NAMES_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'
// Of one kind. Who has more than this finds them in the tree, by project.
const MAX_NAMES = 5_000
const MAX_FOUND = 50
// Somebody who types a name asks at every letter; new objects are known soon enough.
const KEPT_MS = 20_000
const KINDS_AT_ONCE = 4

/** Finds objects by a few letters of their names, also those that the tree does not look at now. Asks the server only when somebody searches. */
export function createObjectFinder({ exchange, address, clock }: { exchange: Exchange; address: () => string; clock: Clock }): { find(query: string): Promise<ObjectRef[]> } {
  let known: { address: string; at: number; names: Promise<ObjectRef[]> } | null = null

  const namesOf = async ({ name: kind, path, plural }: (typeof KINDS)[number]): Promise<ObjectRef[]> => {
    // What may not be listed, or is not there, is not found.
    const answer = await exchange.ask({ path: `${path}/${plural}?limit=${MAX_NAMES}`, accept: NAMES_ONLY }).catch(() => null)
    return listAt(answer?.body, 'items')
      .slice(0, MAX_NAMES)
      .map((item) => ({ kind, namespace: textAt(item, ['metadata', 'namespace']) ?? '', name: textAt(item, ['metadata', 'name']) ?? '' }))
  }
  const askAll = async (): Promise<ObjectRef[]> => {
    const kinds = KINDS.filter(({ always }) => always !== true)
    const found: ObjectRef[] = []
    const work = async (): Promise<void> => {
      for (let kind = kinds.shift(); kind; kind = kinds.shift()) found.push(...(await namesOf(kind)))
    }
    await Promise.all(Array.from({ length: KINDS_AT_ONCE }, work))
    return found
  }

  return {
    async find(query) {
      if (known === null || known.address !== address() || clock.ticks() - known.at > KEPT_MS) known = { address: address(), at: clock.ticks(), names: askAll() }
      const scored = (await known.names).flatMap((ref) => {
        const score = matchScore(ref.name, query)
        return score === null ? [] : [{ ref, score }]
      })
      return scored
        .sort((a, b) => b.score - a.score)
        .slice(0, MAX_FOUND)
        .map(({ ref }) => ref)
    },
  }
}
