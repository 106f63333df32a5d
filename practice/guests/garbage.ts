import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/**
 * Gives back at once what unpacking has left: V8 looks for garbage when more is wanted, and who sleeps wants nothing. Takes some 20 ms, and the
 * longer the more objects there are.
 */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
