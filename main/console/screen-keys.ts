import { setTimeout as delay } from 'node:timers/promises'
import { createKeyLookup, encodeStroke, layoutNamed, planTyping } from '../../core/console'
import type { Port } from './port'

/** A key every so often: a guest's keyboard keeps a handful (core/console/pace). */
const GAP_MS = 20

/** A password prompt that is answered later than this after the name was not caused by it. */
const CAUSED_WITHIN_MS = 30_000

/** Client messages of RFB: a key, a pointer, and QEMU's key. */
const KEY = 4
const POINTER = 5
const QEMU_KEY = 255

/**
 * The keys that main itself types on a screen. A password goes from here into the socket and nowhere else. Whether there is a prompt only the
 * window can see; that this prompt was caused by the name typed here, with nothing typed or clicked in between, is known here.
 */
export interface ScreenKeys {
  /** What the window sends; noVNC writes whole messages, so that ours may stand between two of them. */
  pass(bytes: Uint8Array): void
  typeUser(user: string, layout: string): Promise<void>
  answer(user: string, password: string, layout: string): Promise<'typed' | 'interrupted'>
}

export function createScreenKeys(port: Port): ScreenKeys {
  let asked: { user: string; at: number } | null = null

  const type = async (text: string, layout: string): Promise<void> => {
    const lookup = createKeyLookup(layoutNamed(layout), await import('@kubevirt-ui-ext/vnc-keymaps'))
    for (const { strokes } of planTyping(text, lookup, layoutNamed(layout).deadKeys).characters) {
      for (const stroke of strokes) port.write(encodeStroke(stroke))
      await delay(GAP_MS)
    }
  }

  return {
    pass(bytes) {
      if (isDeed(bytes)) asked = null
      port.write(bytes)
    },
    async typeUser(user, layout) {
      asked = null
      await type(`${user}\n`, layout)
      asked = { user, at: Date.now() }
    },
    async answer(user, password, layout) {
      const cause = asked
      asked = null
      // By the clock on the wall, which goes on while the computer sleeps; who puts it back gains no time.
      if (cause === null || cause.user !== user || Math.abs(Date.now() - cause.at) > CAUSED_WITHIN_MS) return 'interrupted'
      await type(`${password}\n`, layout)
      return 'typed'
    },
  }
}

/** A key or a press of a mouse button: something may have another meaning since. */
function isDeed(bytes: Uint8Array): boolean {
  const [kind, mask] = bytes
  return kind === KEY || kind === QEMU_KEY || (kind === POINTER && mask !== 0)
}
