import type { ServerResponse } from 'node:http'
import type { Kind } from '../kinds/kind'
import { isObject, type Json, type KubeObject } from '../objects/json'
import { badRequest } from './status'

/** Which members an object has: null is for what nobody looks into here. */
interface Members {
  [member: string]: Members | null
}

const names = (list: string): Members => Object.fromEntries(list.split(' ').map((name) => [name, null]))

/** See https://kubevirt.io/api-reference/v1.5.0/definitions.html */
const instanceSpec: Members = {
  ...names(
    'accessCredentials affinity architecture dnsConfig dnsPolicy evictionStrategy hostname livenessProbe networks nodeSelector priorityClassName readinessProbe resourceClaims schedulerName startStrategy subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes',
  ),
  domain: {
    ...names('chassis clock devices features firmware ioThreads ioThreadsPolicy launchSecurity machine resources'),
    cpu: names('cores dedicatedCpuPlacement features isolateEmulatorThread maxSockets model numa realtime sockets threads'),
    memory: names('guest hugepages maxGuest'),
  },
}

/** Whole lists only: a member that is missing here would be refused to a student who is right. */
const specs: Record<string, Members | undefined> = {
  VirtualMachine: {
    ...names('dataVolumeTemplates instancetype preference runStrategy running updateVolumesStrategy'),
    template: { metadata: null, spec: instanceSpec },
  },
  VirtualMachineInstance: instanceSpec,
  VirtualMachineInstanceMigration: names('addedNodeSelector vmiName'),
}

/** Fields that the kind does not have: refused with `fieldValidation=Strict`, told in a warning by default. Throws ApiError. */
export function checkFields(kind: Kind, object: KubeObject, url: URL, response: ServerResponse): void {
  const mode = url.searchParams.get('fieldValidation') ?? 'Warn'
  if (!['Strict', 'Warn', 'Ignore', ''].includes(mode)) throw badRequest(`fieldValidation: Unsupported value: ${JSON.stringify(mode)}: supported values: "Ignore", "Strict", "Warn"`)
  const spec = kind.group === 'kubevirt.io' ? specs[kind.kind] : undefined
  if (spec === undefined || mode === 'Ignore') return
  const unknown = unknownFields(object, { ...names('apiVersion kind metadata status'), spec }, '').map((field) => `unknown field ${JSON.stringify(field)}`)
  if (unknown.length === 0) return
  if (mode === 'Strict') throw badRequest(`${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: strict decoding error: ${unknown.join(', ')}`)
  response.setHeader('Warning', unknown.map((text) => `299 - ${JSON.stringify(text)}`))
}

function unknownFields(value: Json | undefined, members: Members | null | undefined, path: string): string[] {
  if (!isObject(value) || members === null || members === undefined) return []
  return Object.entries(value).flatMap(([name, below]) => {
    const here = path === '' ? name : `${path}.${name}`
    // A header and a message hold no more than a line.
    return Object.hasOwn(members, name) ? unknownFields(below, members[name], here) : [here.slice(0, 200)]
  })
}
