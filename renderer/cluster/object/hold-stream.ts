import type { AppError, StreamDown, StreamOpen } from '../../../core/contract'
import { openStream } from '../../border'

type Name = 'follow' | 'events' | 'log'

interface Holder<K extends Name> {
  receive: (item: StreamDown<'objects', K>, consumed: () => void) => void
  /** It could not be opened, or was ended by main; null where it ended in order. Not called after it was let go. */
  ended: (error: AppError | null) => void
  opened?: () => void
}

/** Opens a stream about an object, and answers how to let it go, which may come before it is open. */
export function holdStream<K extends Name>(name: K, open: StreamOpen<'objects', K>, holder: Holder<K>): () => void {
  let close: (() => void) | null = null
  let isLetGo = false
  const end = (error: AppError | null): void => {
    if (!isLetGo) holder.ended(error)
  }
  void openStream('objects', name, open, {
    receive(item, consumed) {
      if (!isLetGo) holder.receive(item, consumed)
    },
    end: (reason) => end(reason.reason === 'failed' ? reason.error : null),
  }).then((answer) => {
    if (!answer.ok) return end(answer.error)
    close = () => answer.value.close()
    if (isLetGo) close()
    else holder.opened?.()
  })
  return () => {
    isLetGo = true
    close?.()
  }
}

// Main ends a stream only when it is in trouble, such as while nobody's login has been confirmed yet; asking again at once would not help it.
const REOPEN_MS = 2_000

/** Like `holdStream`, for what goes on for as long as somebody looks: opened again some time after each end. */
export function keepStream<K extends Name>(name: K, open: StreamOpen<'objects', K>, holder: Omit<Holder<K>, 'opened'>): () => void {
  let again: ReturnType<typeof setTimeout> | undefined
  let letGo = (): void => {}
  const begin = (): void => {
    letGo = holdStream(name, open, {
      receive: holder.receive,
      ended(error) {
        holder.ended(error)
        again = setTimeout(begin, REOPEN_MS)
      },
    })
  }
  begin()
  return () => {
    clearTimeout(again)
    letGo()
  }
}
