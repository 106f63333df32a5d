/**
 * Flow control of one stream. The sender counts what the receiver has not consumed yet; above HIGH it asks its source to pause, below LOW to
 * go on. The receiver grants credit back in pieces of at least ACK. Units are the stream's own: characters for a terminal, changes for a watch.
 */

/** VS Code's constants (src/vs/platform/terminal/common/terminal.ts): high enough to keep xterm busy, low enough that Ctrl+C acts at once. */
const HIGH_WATER = 100_000
const LOW_WATER = 5_000
const ACK_SIZE = 5_000

export interface CreditMeter {
  readonly flowing: boolean
  spend(cost: number): void
  grant(cost: number): void
}

/** `onFlow` is told each change between flowing and paused, once. */
export function createCreditMeter(onFlow: (flowing: boolean) => void, high = HIGH_WATER, low = LOW_WATER): CreditMeter {
  let owed = 0
  let flowing = true
  const turn = (next: boolean): void => {
    flowing = next
    onFlow(next)
  }
  return {
    get flowing() {
      return flowing
    },
    spend(cost) {
      owed += cost
      if (flowing && owed > high) turn(false)
    },
    grant(cost) {
      // A receiver that grants more than it was sent must not buy itself endless credit.
      owed = Math.max(0, owed - Math.max(0, cost))
      if (!flowing && owed < low) turn(true)
    },
  }
}

/** Collects consumed units and sends them back in pieces, so that an acknowledgement does not cost as much as the data. */
export function createAcknowledger(send: (cost: number) => void, size = ACK_SIZE): (cost: number) => void {
  let consumed = 0
  return (cost) => {
    consumed += cost
    if (consumed < size) return
    send(consumed)
    consumed = 0
  }
}
