import { type ClusterChange, type ClusterSnapshot, fold } from '../../core/cluster'
import type { Downstream, StreamSource } from '../../core/contract'
import type { Clock } from './clock'

// One frame of a 60 Hz screen: nobody sees more.
const FRAME_MS = 16
// "Loading" is worth a word only where it lasts: mostly the list itself comes sooner, and then both are one message.
const LOADING_MS = 50
// So many objects fold and clone in a few milliseconds; a list of 50,000 in one message would cost the window several frames.
const BATCH = 2_000
// Above this, changes that nobody takes cost more memory than starting that window over from the snapshot.
const MAX_PENDING = 100_000

export interface Feed {
  /** Folds the change into the snapshot and owes it to every subscriber. */
  publish(change: ClusterChange): void
  subscribe(down: Downstream<ClusterChange[]>): StreamSource<never>
}

/**
 * Sends changes on, batched by frame. Of several changes to one object in a frame, or while the receiver is behind, only the last is sent: a
 * slow window sees fewer steps, never an old state, and what waits for it is bounded by what exists.
 */
export function createFeed(snapshot: ClusterSnapshot, clock: Clock): Feed {
  const subscribers = new Set<{ owe(change: ClusterChange): void }>()

  return {
    publish(change) {
      fold(snapshot, change)
      for (const subscriber of subscribers) subscriber.owe(change)
    },
    subscribe(down) {
      let pending = new Map<string, ClusterChange>()
      let cancel: (() => void) | null = null
      let dueAt = 0
      let flushedAt = -FRAME_MS

      const startOver = (): void => {
        pending = new Map()
        for (const change of everythingIn(snapshot)) pending.set(keyOf(change), change)
      }
      const flush = (): void => {
        cancel = null
        flushedAt = clock.ticks()
        while (down.flowing && pending.size > 0) {
          const batch: ClusterChange[] = []
          let cost = 0
          for (const [key, change] of pending) {
            const size = costOf(change)
            if (batch.length > 0 && cost + size > BATCH) break
            pending.delete(key)
            batch.push(change)
            cost += size
          }
          down.send(batch, cost)
        }
      }
      // What comes after a pause need not wait for a frame to be full, only for what comes with it.
      const nextFrame = (): number => Math.max(clock.ticks(), flushedAt + FRAME_MS)
      const schedule = (at: number): void => {
        if (pending.size === 0 || !down.flowing || (cancel !== null && dueAt <= at)) return
        cancel?.()
        dueAt = at
        cancel = clock.after(Math.max(0, at - clock.ticks()), flush)
      }
      const dueFor = (change: ClusterChange): number => {
        // A list is an answer that somebody waits for, and there is one of each kind.
        if (change.type === 'reset') return clock.ticks()
        return change.type === 'access' && change.access.state === 'loading' ? clock.ticks() + LOADING_MS : nextFrame()
      }
      const owe = (change: ClusterChange): void => {
        if (change.type === 'reset') {
          for (const [key, earlier] of pending) if (isReplacedBy(earlier, change.kind, change.scope)) pending.delete(key)
        }
        const pieces = change.type === 'reset' || change.type === 'more' ? piecesOf(change) : [change]
        for (const piece of pieces) {
          const key = keyOf(piece)
          // Deleted first, so that the newest is the last: an object must not come before the reset that would wipe it out.
          pending.delete(key)
          pending.set(key, piece)
        }
        if (pending.size > Math.max(MAX_PENDING, 2 * sizeOf(snapshot))) startOver()
        schedule(dueFor(change))
      }

      const subscriber = { owe }
      subscribers.add(subscriber)
      startOver()
      down.onFlow((flowing) => {
        if (flowing) schedule(nextFrame())
      })
      flush()
      return {
        receive() {},
        dispose() {
          subscribers.delete(subscriber)
          cancel?.()
          pending = new Map()
        },
      }
    },
  }
}

function* everythingIn(snapshot: ClusterSnapshot): Generator<ClusterChange> {
  for (const [kind, slice] of snapshot.kinds) {
    const objects = [...slice.buckets.values()].flatMap((bucket) => [...bucket.objects.values()])
    yield* piecesOf({ type: 'reset', kind, scope: '', objects })
    for (const [scope, access] of slice.access) yield { type: 'access', kind, scope, access }
  }
}

/** A list in pieces that each fit into a batch. */
function* piecesOf(list: ClusterChange & { type: 'reset' | 'more' }): Generator<ClusterChange> {
  yield { ...list, objects: list.objects.slice(0, BATCH) }
  for (let start = BATCH; start < list.objects.length; start += BATCH) {
    yield { type: 'more', kind: list.kind, objects: list.objects.slice(start, start + BATCH) }
  }
}

function isReplacedBy(earlier: ClusterChange, kind: string, scope: string): boolean {
  switch (earlier.type) {
    case 'put':
      return earlier.object.kind === kind && (scope === '' || earlier.object.namespace === scope)
    case 'gone':
      return earlier.kind === kind && (scope === '' || earlier.namespace === scope)
    case 'reset':
      return earlier.kind === kind && (scope === '' || earlier.scope === scope)
    case 'more':
      return earlier.kind === kind && earlier.objects.every(({ namespace }) => scope === '' || namespace === scope)
    case 'access':
      return false
  }
}

let pieces = 0

/** Changes with the same key replace each other; pieces of a list only add up. */
function keyOf(change: ClusterChange): string {
  switch (change.type) {
    case 'more':
      return `m|${(pieces += 1)}`
    case 'put':
      return `o|${change.object.kind}|${change.object.namespace}|${change.object.name}`
    case 'gone':
      return `o|${change.kind}|${change.namespace}|${change.name}`
    case 'reset':
      return `r|${change.kind}|${change.scope}`
    case 'access':
      return `a|${change.kind}|${change.scope}`
  }
}

function costOf(change: ClusterChange): number {
  return change.type === 'reset' || change.type === 'more' ? 1 + change.objects.length : 1
}

function sizeOf(snapshot: ClusterSnapshot): number {
  let size = 0
  for (const slice of snapshot.kinds.values()) size += slice.count
  return size
}
