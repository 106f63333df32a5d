import { useEffect, useState } from 'react'
import type { ObjectRef, Right } from '../../../core/contract'
import { main } from '../../border'
import { useCluster } from '../store'

/** What the user may do with an object; true until the server has said otherwise, as its own refusal explains as well. */
export interface Rights {
  update: boolean
  remove: boolean
  /** May start, stop and the like. */
  act: boolean
  migrate: boolean
  exec: boolean
}

const all: Rights = { update: true, remove: true, act: true, migrate: true, exec: true }
const kept = new Map<string, Promise<Rights>>()

/** Asked once for each user and object; rights change rarely, and a refused action says so anyway. */
export function useRights({ kind, namespace, name }: ObjectRef): Rights {
  const user = useCluster(({ status }) => status?.user ?? '')
  const classroom = useCluster((store) => store.classroom)
  const [rights, setRights] = useState(all)
  useEffect(() => {
    let left = false
    const key = [classroom, user, kind, namespace, name].join('|')
    const asked = kept.get(key) ?? ask({ kind, namespace, name })
    kept.set(key, asked)
    void asked.then((answer) => {
      if (!left) setRights(answer)
    })
    return () => {
      left = true
      setRights(all)
    }
  }, [classroom, user, kind, namespace, name])
  return rights
}

async function ask({ kind, namespace, name }: ObjectRef): Promise<Rights> {
  const dot = kind.indexOf('.')
  const [resource, group] = dot === -1 ? [kind, ''] : [kind.slice(0, dot), kind.slice(dot + 1)]
  const here = { namespace, name }
  const subresources = 'subresources.kubevirt.io'
  const rights: Right[] = [
    { verb: 'update', group, resource, ...here },
    { verb: 'delete', group, resource, ...here },
    { verb: 'update', group: subresources, resource: 'virtualmachines', subresource: 'start', ...here },
    { verb: 'update', group: subresources, resource: 'virtualmachines', subresource: 'migrate', ...here },
    { verb: 'create', group: '', resource: 'pods', subresource: 'exec', ...here },
  ]
  const answer = await main.objects.mayI({ rights })
  if (!answer.ok) return all
  const [update, remove, act, migrate, exec] = answer.value.map((allowed) => allowed !== false)
  return { update: update ?? true, remove: remove ?? true, act: act ?? true, migrate: migrate ?? true, exec: exec ?? true }
}
