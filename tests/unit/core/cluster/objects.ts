import type { ClusterObject } from '../../../../core/cluster'

export function objectOf(kind: string, name: string, more: Partial<ClusterObject> = {}): ClusterObject {
  return { kind, uid: `${kind}/${name}`, name, namespace: '', created: null, status: 'Ready', tone: 'ok', fact: null, facts: {}, labels: {}, ...more }
}

/** Numbers that look like chance and are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
