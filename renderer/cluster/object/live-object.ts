import { createContext, useContext, useEffect, useState } from 'react'
import type { AppError, ObjectRef, ObjectState, RelatedObject } from '../../../core/contract'
import { keepStream } from './hold-stream'

/** The object of a page as the server has it, for as long as the page is in front. */
export interface LiveObject {
  /** As JSON; null until it has come. */
  raw: unknown
  /** What main left out of it, in words. */
  cuts: readonly string[]
  related: readonly RelatedObject[]
  /** Null until the server has said anything. */
  state: ObjectState | null
  error: AppError | null
}

const nothing: LiveObject = { raw: null, cuts: [], related: [], state: null, error: null }

export const LiveObjectContext = createContext<LiveObject>(nothing)

export function useLiveObject(): LiveObject {
  return useContext(LiveObjectContext)
}

/** Follows one object while it is shown. */
export function useFollowedObject({ kind, namespace, name }: ObjectRef): LiveObject {
  const [live, setLive] = useState(nothing)
  useEffect(() => {
    const letGo = keepStream('follow', { target: { kind, namespace, name } }, {
      receive(news, consumed) {
        if (news.type === 'object') setLive((before) => ({ ...before, raw: news.object, cuts: news.cuts, error: null }))
        else if (news.type === 'related') setLive((before) => ({ ...before, related: news.objects }))
        else setLive((before) => ({ ...before, state: news.state }))
        consumed()
      },
      ended: (error) => setLive((before) => ({ ...before, error })),
    }) // prettier-ignore
    return () => {
      letGo()
      setLive(nothing)
    }
  }, [kind, namespace, name])
  return live
}
