import { useEffect, useMemo, useState } from 'react'
import { useNotes } from './store'

/** A text of this length is read within a millisecond, at every save. */
const SHORT = 100_000

/** Of a longer one, what stands beside the editor waits until nobody types. */
const SETTLED_AFTER_MS = 1_000

/** The open note's text for what stands beside the editor: of a long one as it was when somebody last paused, and nothing before the first pause. */
export function useSettledText(): string {
  const now = useNotes((store) => store.text)
  const session = useNotes((store) => store.session)
  const [settled, setSettled] = useState({ session, text: now })
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ session, text: now }), now.length < SHORT ? 0 : SETTLED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [session, now])
  const shown = now.length < SHORT ? now : settled.session === session ? settled.text : ''
  return useMemo(() => shown.toString(), [shown])
}
