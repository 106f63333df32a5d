import { z } from 'zod'
import type { PolicyLock } from '../policy'
import { call, news } from './define'
import type { AppError } from './errors'

type NotKept = Extract<AppError, { kind: 'local.notKept' }>

export interface AppDescription {
  version: string
  electron: string
  /** True on a runtime older than the one that releases are built with. */
  runtimeIsOld: boolean
  layout: Layout | null
  /** True when a GPU draws; false on software rendering. */
  hasGpu: boolean
  logFolder: string
  /** Null while the program can write its own files. */
  notKept: NotKept | null
  desktop: { frameless: boolean; maximized: boolean }
  policy: PolicyState
}

/** What the administrator of this computer has set for everybody. */
export interface PolicyState {
  /** Where it is, or would be. */
  file: string
  locks: PolicyLock[]
  /** Whom students ask. */
  contact: string | null
  /** Why the file could not be understood, or is not to be believed; what protects passwords is locked then. */
  trouble: Extract<AppError, { kind: 'policy.invalid' | 'policy.unsafe' }> | null
}

const identifier = z.string().max(512)

/** Names one object of the cluster: `kind` as in core/cluster, `namespace` empty for what belongs to none. */
export const objectRefSchema = z.object({ kind: identifier, namespace: identifier, name: identifier })

export type ObjectRef = z.infer<typeof objectRefSchema>

/** An object on the stage, and the tab of its page that is in front; null for the first. */
const openObjectSchema = objectRefSchema.extend({ view: identifier.nullable().default(null) })

export type OpenObjectRef = z.infer<typeof openObjectSchema>

/** More tabs than this nobody opens by hand. */
export const MAX_OPEN_OBJECTS = 100

/** More favourites than this are none. */
export const MAX_FAVOURITES = 100

/** `flipped`: branches that are not as they are at first, by their ids. */
const treeArrangementSchema = z.object({
  flipped: z.array(identifier).max(2000),
  selected: identifier.nullable(),
  favourites: z.array(objectRefSchema).max(MAX_FAVOURITES),
  hideEmpty: z.boolean(),
  hideSystem: z.boolean(),
})

export type TreeArrangement = z.infer<typeof treeArrangementSchema>

const share = z.number().min(0).max(100)

// From narrower than a column can be made to wider than any desktop: anything else, such as the shares of the window that were kept once, is no width.
// Null: nobody has moved that border yet, and the window's width decides.
const columnWidth = z.number().min(100).max(20_000).nullable().catch(null)

/** What the window remembers of its own arrangement: the columns' widths in pixels, the terminal's height in percent of the window's. */
export const layoutSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  treeShown: z.boolean(),
  guideShown: z.boolean(),
  /** Which of the right-hand column's tabs is in front. */
  side: z.enum(['guide', 'notes']).default('guide'),
  terminalShown: z.boolean(),
  sizes: z.object({ tree: columnWidth, guide: columnWidth, terminal: share }),
  terminalFontSize: z.number().int().min(8).max(32),
  /** Size of the whole window's content; 1 is the desktop's own scale. */
  scale: z.number().min(0.5).max(2).default(1),
  /** The note that was open last, by its path. */
  note: z.string().max(4096).nullable().default(null),
  /** The terminal that is in front, by its tab's id. */
  terminal: z.string().max(64).nullable().default(null),
  /** How the cluster tree was left, by classroom. */
  trees: z.record(z.string().max(64), treeArrangementSchema).default({}),
  /** Open objects in the order of their tabs, and which of them is in front, by classroom. */
  stage: z.record(z.string().max(64), z.object({ objects: z.array(openObjectSchema).max(MAX_OPEN_OBJECTS), front: objectRefSchema.nullable() })).default({}),
})

export type Layout = z.infer<typeof layoutSchema>

export const app = {
  calls: {
    describe: call(z.undefined()).returns<AppDescription>(),
    saveLayout: call(layoutSchema).returns<void>(),
    /** Opens an https address in the desktop's browser after main's own check. */
    openExternal: call(z.object({ url: z.string().max(2048) })).returns<void>(),
    copyText: call(z.object({ text: z.string().max(10_485_760) })).returns<void>(),
    /** Pastes the clipboard into the focused field, as the desktop's own key would. */
    paste: call(z.undefined()).returns<void>(),
    reportTrouble: call(z.object({ message: z.string().max(10_000), stack: z.string().max(50_000) })).returns<{ incident: string }>(),
    openLog: call(z.undefined()).returns<void>(),
    /** What whoever helps wants to know of this computer and program, as text, secrets masked. */
    diagnose: call(z.undefined()).returns<{ text: string }>(),
    window: call(z.object({ action: z.enum(['minimize', 'maximize', 'close', 'reload']) })).returns<void>(),
  },
  news: {
    /** Something in main went wrong that no call was waiting for. */
    trouble: news<{ incident: string; what: string }>(),
    /** The disk stopped taking the program's own files, for another reason than before, or takes them again. */
    notKept: news<NotKept | null>(),
    maximized: news<{ maximized: boolean }>(),
    /** A command from the application menu or a second start. */
    command: news<{ id: string }>(),
  },
  streams: {},
}
