import { StringDecoder } from 'node:string_decoder'
import { plain } from '../../core/console'

// A screenful: what a person who looks at it now would read.
const HEARD_CHARS = 4_000
// Boot messages and pages come in bursts; whoever judges what was said waits for the end of one.
const SILENT_MS = 200
// A guest that never falls silent is heard all the same.
const LATEST_MS = 2_000

/** Tells the end of what a serial console says, without the codes that colour it. */
export function listenTo(tell: (text: string) => void): { hear(bytes: Uint8Array): void; dispose(): void } {
  const decoder = new StringDecoder('utf8')
  let heard = ''
  let since = 0
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    timer = undefined
    tell(plain(heard))
  }
  return {
    hear(bytes) {
      heard = (heard + decoder.write(Buffer.from(bytes))).slice(-HEARD_CHARS)
      if (timer === undefined) since = performance.now()
      else if (performance.now() - since > LATEST_MS) return
      clearTimeout(timer)
      timer = setTimeout(flush, SILENT_MS)
    },
    dispose: () => clearTimeout(timer),
  }
}
