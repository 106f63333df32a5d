import { useEffect, useState } from 'react'
import type { ClusterObject } from '../../../core/cluster'
import type { ObjectRef } from '../../../core/contract'
import { main } from '../../border'

/** What the guest of a machine calls itself, asked once for each run in which its agent answers; null where it cannot be known. */
export function useHostName({ kind, namespace, name }: ObjectRef, instance: ClusterObject | undefined): string | null {
  const [told, setTold] = useState<{ run: string; name: string | null } | null>(null)
  const run = instance?.facts['agent'] === 'connected' ? instance.uid : null
  useEffect(() => {
    if (run === null) return
    let isOld = false
    // Without an answer the line is not there: the agent may be forbidden, or busy.
    void main.objects.hostName({ target: { kind, namespace, name } }).then((answer) => {
      if (answer.ok && !isOld) setTold({ run, name: answer.value })
    })
    return () => {
      isOld = true
    }
  }, [kind, namespace, name, run])
  return told !== null && told.run === run ? told.name : null
}
