import { useEffect, useState } from 'react'
import type { Anatomy } from '../../core/cluster/anatomy'
import type { ObjectRef, ObjectState } from '../../core/contract'
import { openStream } from '../border'

export interface AnatomyView {
  /** The last drawing; it stays, dimmed, where nothing newer can come. */
  anatomy: Anatomy | null
  state: ObjectState | { state: 'waiting' }
}

const unseen: AnatomyView = { anatomy: null, state: { state: 'waiting' } }

// Main ends the stream only when it is in trouble; asking again at once would not help it.
const REOPEN_MS = 1_000

/** The drawing of a virtual machine, as live as the watches behind it. The target of a component stays the same. */
export function useAnatomy({ kind, namespace, name }: ObjectRef): AnatomyView {
  const [view, setView] = useState(unseen)
  useEffect(() => {
    let isOver = false
    let close: (() => void) | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const again = (): void => {
      if (!isOver) timer = setTimeout(follow, REOPEN_MS)
    }
    const follow = (): void => {
      void openStream('objects', 'anatomy', { target: { kind, namespace, name } }, {
        receive(news, consumed) {
          consumed()
          if (news.type === 'drawing') setView({ anatomy: news.anatomy, state: { state: 'live' } })
          else setView(({ anatomy }) => ({ anatomy, state: news.state }))
        },
        end: again,
      }).then((opened) => {
        if (!opened.ok) again()
        else if (isOver) opened.value.close()
        else close = () => opened.value.close()
      })
    }
    follow()
    return () => {
      isOver = true
      clearTimeout(timer)
      close?.()
    }
  }, [kind, namespace, name])
  return view
}
