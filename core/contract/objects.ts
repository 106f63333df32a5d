import { z } from 'zod'
import type { Anatomy } from '../cluster/anatomy/model'
import type { MachineTemplate } from '../cluster/machine-template'
import { objectRefSchema } from './app'
import { call, stream } from './define'
import type { FileProblem } from './errors'

const name = z.string().min(1).max(512)
const target = objectRefSchema
/** etcd refuses objects above 1.5 MB; as YAML, with its indentation, one of those can be about twice as long. */
const MAX_YAML_CHARS = 3_000_000
const text = z.string().max(MAX_YAML_CHARS)

/** What can be done to a virtual machine beyond writing its object: KubeVirt's own calls. */
const MACHINE_ACTIONS = ['start', 'stop', 'restart', 'pause', 'unpause', 'migrate', 'softreboot'] as const
export type MachineAction = (typeof MACHINE_ACTIONS)[number]

/** An object as the server has it, without `metadata.managedFields`. */
export interface ObjectYaml {
  text: string
  resourceVersion: string
  /** Long values that stand here cut: such a text may be read, but not sent back. Empty for a whole one. */
  cuts: string[]
}

/** One of the server's objections; `field` as it writes paths, such as `spec.volumes[0].name`, or empty. */
export interface FieldProblem {
  field: string
  message: string
}

/** What came of a text that was sent, or tried with `dryRun`. What the student can act on in the editor is not an error. */
export type WriteOutcome =
  | { kind: 'accepted'; text: string; resourceVersion: string; warnings: string[] } // the object as the server has it now, or would have it
  | { kind: 'unreadable'; problems: FileProblem[] } // not YAML, or not this object
  | { kind: 'refused'; message: string; problems: FieldProblem[] }
  | { kind: 'conflict'; theirs: ObjectYaml } // somebody else was faster
  | { kind: 'gone' } // there is no such object any more

export interface CreatedObject {
  ref: z.infer<typeof objectRefSchema>
  kind: string
}

/** `made` lists what was created before anything went wrong. */
export type CreateOutcome = { made: CreatedObject[] } & (
  | { kind: 'created'; text: string; warnings: string[] }
  | { kind: 'unreadable'; problems: FileProblem[] }
  | { kind: 'refused'; document: number; message: string; problems: FieldProblem[] }
)

/** What the server's schema says of one field. */
export interface FieldDocs {
  /** Such as `string`, `integer`, `object`, `array of string`; empty where the schema leaves it open. */
  type: string
  description: string
  /** The only values it takes; empty for any. */
  values: string[]
  /** What can stand below it. */
  fields: { name: string; type: string; required: boolean; description: string }[]
}

/** A right that may be asked for: the words of an RBAC rule. */
const right = z.object({
  verb: name,
  group: z.string().max(512),
  resource: name,
  subresource: z.string().max(512).optional(),
  namespace: z.string().max(512),
  name: z.string().max(512).optional(),
})
export type Right = z.infer<typeof right>

/** Another object that belongs to this one, with its state in the server's words. */
export interface RelatedObject {
  ref: z.infer<typeof objectRefSchema>
  kind: string
  relation: 'owned' | 'selected' | 'uses'
  status: string
  tone: 'ok' | 'running' | 'progress' | 'waiting' | 'paused' | 'danger' | 'warning' | 'idle' | 'none'
}

export type ObjectState =
  | { state: 'live' }
  | { state: 'stale'; reason: string }
  | { state: 'gone' }
  | { state: 'forbidden'; message: string }
  | { state: 'no-such-kind' }

/** The object whole, but bounded: `cuts` says what was left out. Null before it was seen, and where it cannot be. */
export type ObjectNews =
  | { type: 'state'; state: ObjectState }
  | { type: 'object'; object: unknown; cuts: string[] }
  | { type: 'related'; objects: RelatedObject[] }

/** A drawing of the machine as it is at this moment, whole each time. */
export type AnatomyNews = { type: 'state'; state: ObjectState } | { type: 'drawing'; anatomy: Anatomy }

export interface ObjectEvent {
  uid: string
  warning: boolean
  reason: string
  message: string
  count: number
  /** ISO 8601. */
  first: string | null
  last: string | null
  source: string
}

export type EventNews = { type: 'state'; state: ObjectState } | { type: 'events'; events: ObjectEvent[]; more: number }

/** Whole lines of a log; `time` is the kubelet's stamp (RFC 3339), or empty. `skipped` counts lines that were left out as too many to show. */
export interface LogLines {
  lines: { time: string; text: string }[]
}

/** What a VM can be made of, by what this cluster offers and this user may see. */
export interface MachineChoices {
  bootSources: { name: string; namespace: string; ready: boolean; preference: string; instanceType: string }[]
  templates: MachineTemplate[]
  instanceTypes: { name: string; cpu: string; memory: string }[]
  preferences: string[]
  storageClasses: { name: string; isDefault: boolean }[]
  projects: string[]
}

export const objects = {
  calls: {
    readYaml: call(z.object({ target })).returns<ObjectYaml>(),
    /** The same object under another name, ready to be created. */
    copyYaml: call(z.object({ target, name })).returns<{ text: string; cuts: string[] }>(),
    /** As YAML, what a form has made; bounded like any text. */
    formatYaml: call(z.object({ object: z.record(z.string(), z.unknown()) })).returns<string>(),
    /** Where this text is no YAML that would be sent. Empty for a good one. */
    checkYaml: call(z.object({ text })).returns<FileProblem[]>(),
    /** Replaces the object by what the text says, on the version that it names; with `dryRun` only asks what would come of it. */
    write: call(z.object({ target, text, dryRun: z.boolean() })).returns<WriteOutcome>(),
    /** Creates the objects of the text's documents, in order, in `namespace` where they name none. */
    create: call(z.object({ text, namespace: z.string().max(512), dryRun: z.boolean() })).returns<CreateOutcome>(),
    act: call(z.object({ target, action: z.enum(MACHINE_ACTIONS) })).returns<void>(),
    remove: call(z.object({ target })).returns<void>(),
    /** Whether the user may, in the order of the questions; null where the server did not say. */
    mayI: call(z.object({ rights: z.array(right).max(20) })).returns<(boolean | null)[]>(),
    /** Null where the server has no schema for it. `path` names fields only, lists without their index. */
    explain: call(z.object({ apiVersion: name, kind: name, path: z.array(z.string().max(512)).max(40) })).returns<FieldDocs | null>(),
    /** Objects that a few letters of their names find, best first: those of kinds that are not always watched. */
    find: call(z.object({ query: z.string().max(500) })).returns<z.infer<typeof objectRefSchema>[]>(),
    machineChoices: call(z.undefined()).returns<MachineChoices>(),
    /** What the guest of a VirtualMachine calls itself; null where its agent does not say. */
    hostName: call(z.object({ target })).returns<string | null>(),
  },
  news: {},
  streams: {
    follow: stream(z.object({ target }), z.never()).carries<ObjectNews>(),
    events: stream(z.object({ target }), z.never()).carries<EventNews>(),
    /** Of a VirtualMachine. */
    anatomy: stream(z.object({ target }), z.never()).carries<AnatomyNews>(),
    /** The end of a container's log and, unless it is a previous one's, what comes after. Costs are characters. */
    log: stream(
      z.object({ namespace: name, pod: name, container: name, previous: z.boolean(), lines: z.number().int().min(1).max(10_000) }),
      z.never(),
    ).carries<LogLines>(),
  },
}
