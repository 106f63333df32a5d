import type { AppError } from '../../core/contract'
import { openStream } from '../border'
import type { Screen, Size } from './screen'

// The contract takes a megabyte at once; a paste comes in pieces well below it, so that Ctrl+C can come between them.
const INPUT_PIECE = 65_536

export interface Connection {
  input(data: string): void
  resize(size: Size): void
  close(): void
}

/** Joins a screen to the tab's process in main, from the replay on. `onTrouble` is told when it cannot be, or breaks. */
export function connect(tab: string, size: Size, screen: Screen, onTrouble: (error: AppError) => void): Connection {
  let closed = false
  let sent = size
  const opened = openStream(
    'terminal',
    'attach',
    { id: tab, ...size },
    {
      receive(item, consumed) {
        if (closed) consumed()
        else if (item.type === 'replay') screen.replay(item, consumed)
        else screen.write(item.data, consumed)
      },
      end(end) {
        if (end.reason === 'failed' && !closed) onTrouble(end.error)
      },
    },
  )
  void opened.then((answer) => {
    if (!answer.ok && !closed) onTrouble(answer.error)
  })
  const send = (up: { type: 'input'; data: string } | ({ type: 'resize' } & Size)): void => {
    void opened.then((answer) => answer.ok && answer.value.send(up))
  }
  return {
    input(data) {
      for (const piece of cutInput(data)) send({ type: 'input', data: piece })
    },
    resize(next) {
      if (next.cols === sent.cols && next.rows === sent.rows) return
      sent = next
      send({ type: 'resize', ...next })
    },
    close() {
      closed = true
      void opened.then((answer) => answer.ok && answer.value.close())
    },
  }
}

/** Pieces that never end between the halves of one character. */
export function cutInput(data: string, limit = INPUT_PIECE): string[] {
  const pieces: string[] = []
  for (let at = 0; at < data.length; ) {
    let end = Math.min(at + limit, data.length)
    if (end < data.length && /[\ud800-\udbff]/.test(data.charAt(end - 1))) end -= 1
    pieces.push(data.slice(at, end))
    at = end
  }
  return pieces
}
