import type { KindName } from '../model'
import { listAt, stringsAt, textAt } from '../raw'
import { type Conditions, conditionsOf } from './conditions'
import { type Fact, factsOf, kindNameFor, type Ref } from './facts'

export type { Condition } from './conditions'
export type { Fact } from './facts'
export { runningFacts } from './running'

/** What an overview shows of any object. */
export interface ObjectOverview {
  facts: Fact[]
  conditions: Conditions
  /** Who made it, and takes it along when it goes. */
  owners: { ref: Ref; kind: string }[]
  labels: [key: string, value: string][]
  annotations: [key: string, value: string][]
  created: string | null
}

// virt-handler alone writes some hundred labels on a node; a page shows the first of them.
const MAX_LABELS = 200
const MAX_OWNERS = 20

/** Accepts anything and never throws: what it returns is bounded text. */
export function overviewOf(kind: KindName, raw: unknown): ObjectOverview {
  const namespace = textAt(raw, ['metadata', 'namespace']) ?? ''
  return {
    facts: factsOf(kind, raw, namespace),
    conditions: conditionsOf(raw),
    owners: listAt(raw, 'metadata', 'ownerReferences')
      .slice(0, MAX_OWNERS)
      .flatMap((owner) => {
        const [word, name, apiVersion] = [textAt(owner, ['kind']), textAt(owner, ['name']), textAt(owner, ['apiVersion'])]
        if (word === null || name === null || apiVersion === null) return []
        const own = kindNameFor(apiVersion, word)
        return [{ kind: word, ref: { kind: own, name, namespace: CLUSTER_SCOPED.has(own) ? '' : namespace } }]
      }),
    labels: Object.entries(stringsAt(raw, ['metadata', 'labels'], MAX_LABELS, () => true)),
    annotations: Object.entries(stringsAt(raw, ['metadata', 'annotations'], MAX_LABELS, () => true)),
    created: textAt(raw, ['metadata', 'creationTimestamp'], 64),
  }
}

/** An owner reference does not say whether its object has a namespace; these are the cluster-wide owners of namespaced objects. */
const CLUSTER_SCOPED = new Set(['nodes', 'clusterversions.config.openshift.io', 'cdis.cdi.kubevirt.io', 'networkaddonsconfigs.networkaddonsoperator.network.kubevirt.io'])
