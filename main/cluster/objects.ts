import { AppFailure, type FeatureHandlers } from '../../core/contract'
import type { ClusterConnection } from '../session'
import { actOnMachine, reviewRight } from './actions'
import { followAnatomy } from './anatomy-follow'
import type { Clock } from './clock'
import type { Discovery } from './discovery'
import { createEditing } from './editing'
import { createExchange } from './exchange'
import { createObjectFinder } from './find-objects'
import { askHostName } from './guest-info'
import { readMachineChoices } from './machine-choices'
import { followEvents } from './object-events'
import { followObject } from './object-follow'
import type { Observations } from './observations'
import { followLog } from './pod-log'
import { createResources } from './resources'
import { createSchemas } from './schema'
import type { ReadYaml } from './yaml-elsewhere'

/** What can be seen of and done to one object. `site` is the cluster as it is connected now, or null. */
export function createObjects(options: {
  site: () => { connection: ClusterConnection; discovery: Discovery } | null
  observations: Observations
  clock: Clock
  onUnauthorized: (user: string) => void
  readYaml: ReadYaml
}): FeatureHandlers<'objects'> {
  const { site, observations, clock, onUnauthorized, readYaml } = options
  const connection = (): ClusterConnection | null => site()?.connection ?? null
  const exchange = createExchange({ connection, clock, onUnauthorized })
  const resources = createResources(() => site()?.discovery ?? null)
  const editing = createEditing({ exchange, resources, readYaml })
  const address = (): string => connection()?.apiUrl ?? ''
  const schemas = createSchemas(exchange, address)
  const finder = createObjectFinder({ exchange, address: () => `${address()} ${connection()?.verifiedAs ?? ''}`, clock })
  return {
    calls: {
      readYaml: ({ target }) => editing.read(target),
      copyYaml: ({ target, name }) => editing.copy(target, name),
      formatYaml: ({ object }) => editing.format(object),
      checkYaml: ({ text }) => editing.check(text),
      write: ({ target, text, dryRun }) => editing.write(target, text, dryRun),
      create: ({ text, namespace, dryRun }) => editing.create(text, namespace, dryRun),
      remove: ({ target }) => editing.remove(target),
      act: ({ target, action }) => actOnMachine(exchange, target, action),
      mayI: ({ rights }) => Promise.all(rights.map((right) => reviewRight(exchange, right))),
      explain: async ({ apiVersion, kind, path }) => schemas.explain(await resources.described(apiVersion, kind), path),
      find: ({ query }) => finder.find(query),
      machineChoices: () => readMachineChoices(exchange),
      hostName: ({ target }) => askHostName(exchange, target),
    },
    streams: {
      follow: ({ target }, down) => followObject(observations, target, down),
      events: async ({ target }, down) => followEvents(observations, target, (await resources.named(target.kind)).kind, down),
      anatomy: ({ target }, down) => followAnatomy({ observations, exchange, clock, target, down }),
      log(request, down) {
        const here = connection()
        if (here === null) throw new AppFailure({ kind: 'cluster.signedOut' })
        return followLog(here, request, down, clock)
      },
    },
  }
}
